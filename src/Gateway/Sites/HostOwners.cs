using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>Which site was the first to name a host, so that no host means two origins.</summary>
internal sealed class HostOwners
{
    private readonly Dictionary<string, (Origin Origin, string Site)> _first = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when nobody had any of its hosts; else who did.</summary>
    public (Origin Origin, string Site)? Claim(Origin origin, string site)
    {
        (Origin, string)? owner = null;
        foreach (var host in SiteMap.Hosts(origin))
        {
            if (!_first.TryAdd(host, (origin, site)))
            {
                owner ??= _first[host];
            }
        }

        return owner;
    }
}
