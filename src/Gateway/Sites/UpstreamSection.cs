using System.Text.Json;
using Gateway.Claims;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>
/// Where the members area runs: a web server, by its address without a path, because what the rule judged is what the upstream gets; a
/// FastCGI application; or one of these for each folder.
/// </summary>
internal static class UpstreamSection
{
    private const string Example = "http://127.0.0.1:8081";

    public static UpstreamMap? Read(JsonElement? written, Setting at, TimeoutSettings timeouts)
    {
        switch (written?.ValueKind)
        {
            case null:
                at.Missing($"Write the address of the members area: {Example}.");
                return null;
            case JsonValueKind.Object when !written.Value.TryGetProperty("FastCgi", out _):
                return ReadFolders(written.Value, at, timeouts);
            default:
                return ReadOne(written.Value, at, timeouts) is { } upstream ? new UpstreamMap([new UpstreamFolder("/", upstream)]) : null;
        }
    }

    private static UpstreamMap? ReadFolders(JsonElement written, Setting at, TimeoutSettings timeouts)
    {
        var faultsBefore = at.Reading.Faults.Count;
        var folders = written.EnumerateObject().Select(folder => ReadFolder(folder, at[folder.Name], timeouts)).OfType<UpstreamFolder>().ToList();
        if (!written.TryGetProperty("/", out _))
        {
            at.Refuse(null, $"has no upstream for \"/\". Write one for all that the other folders leave: \"/\": \"{Example}\".");
        }

        return at.Reading.Faults.Count == faultsBefore ? new UpstreamMap(folders) : null;
    }

    private static UpstreamFolder? ReadFolder(JsonProperty folder, Setting at, TimeoutSettings timeouts)
    {
        if (!folder.Name.StartsWith('/') || !folder.Name.EndsWith('/') || !PathKey.TryParse(folder.Name, out var key, out _) || key is not PrefixKey)
        {
            at.Refuse(null, "is no folder of the site. Write \"/\" or one such as \"/blog/\".");
            return null;
        }

        return ReadOne(folder.Value, at, timeouts) is { } upstream ? new UpstreamFolder(folder.Name, upstream) : null;
    }

    private static SiteUpstream? ReadOne(JsonElement written, Setting at, TimeoutSettings timeouts) => written.ValueKind switch
    {
        JsonValueKind.String => at.Text(written.GetString()) is { } text ? ReadAddress(text, at) : null,
        JsonValueKind.Object => FastCgiSection.Read(written, at, timeouts),
        _ => throw at.Shape($"is no text. Write one address: {Example}."),
    };

    private static HttpUpstream? ReadAddress(string text, Setting at)
    {
        if (at.Url(text) is not { } url)
        {
            return null;
        }

        if (url.PathAndQuery == "/")
        {
            return new HttpUpstream(url);
        }

        at.Refuse(text, $"has a path or a query. Write scheme, host and port alone: {Excerpt.Of(url.GetLeftPart(UriPartial.Authority), Excerpt.ToCopy)}.");
        return null;
    }
}
