using System.Text.Json;

namespace Gateway.Sites;

/// <summary>
/// Where the members area runs: a web server, by its address without a path, because what the rule judged is what the upstream gets; or a
/// FastCGI application.
/// </summary>
internal static class UpstreamSection
{
    public static SiteUpstream? Read(JsonElement? written, Setting at, TimeoutSettings timeouts)
    {
        switch (written?.ValueKind)
        {
            case null:
                at.Missing("Write the address of the members area: http://127.0.0.1:8081.");
                return null;
            case JsonValueKind.String:
                return at.Text(written.Value.GetString()) is { } text ? Read(text, at) : null;
            case JsonValueKind.Object when written.Value.TryGetProperty("FastCgi", out _):
                return FastCgiSection.Read(written.Value, at, timeouts);
            case JsonValueKind.Object:
                at.Refuse(null, "several upstreams are not in this version. Write one address: http://127.0.0.1:8081, or { \"FastCgi\": …, \"Root\": … }.");
                return null;
            default:
                throw at.Shape("is no text. Write one address: http://127.0.0.1:8081.");
        }
    }

    private static HttpUpstream? Read(string text, Setting at)
    {
        if (at.Url(text) is not { } url)
        {
            return null;
        }

        if (url.PathAndQuery == "/")
        {
            return new HttpUpstream(url);
        }

        at.Refuse(text, $"has a path or a query. Write scheme, host and port alone: {url.GetLeftPart(UriPartial.Authority)}.");
        return null;
    }
}
