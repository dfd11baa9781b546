namespace Gateway.Sites;

/// <summary>A web server that others than this machine can reach, and that knows Gateway by nothing: it believes whoever comes.</summary>
internal static class UpstreamDoubts
{
    public static void Report(UpstreamMap upstreams, UpstreamSecret? secret, Setting at)
    {
        if (secret is not null) return;

        foreach (var folder in upstreams.All)
        {
            if (folder.Upstream is not HttpUpstream { Address: var address } || SettingUrls.IsLoopback(address.Host)) continue;

            (upstreams.All.Count == 1 ? at : at[folder.Prefix]).Warn(
                address.OriginalString,
                "is beyond this machine: whoever reaches that port directly can say that he is any member. Let the server listen on 127.0.0.1, "
                + "or to this machine only, and share an UpstreamSecret with it.");
        }
    }
}
