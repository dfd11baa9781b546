using System.Text.Json;

namespace Gateway.Sites;

/// <summary>Where the members area runs. One address, without a path: what the rule judged is what the upstream gets.</summary>
internal static class UpstreamSection
{
    public static Uri? Read(JsonElement? written, Setting at)
    {
        switch (written?.ValueKind)
        {
            case null:
                at.Missing("Write the address of the members area: http://127.0.0.1:8081.");
                return null;
            case JsonValueKind.String:
                return at.Text(written.Value.GetString()) is { } text ? Read(text, at) : null;
            case JsonValueKind.Object:
                at.Refuse(null, "several upstreams and FastCGI are not in this version. Write one address: http://127.0.0.1:8081.");
                return null;
            default:
                throw at.Shape("is no text. Write one address: http://127.0.0.1:8081.");
        }
    }

    private static Uri? Read(string text, Setting at)
    {
        if (at.Url(text) is not { } url)
        {
            return null;
        }

        if (url.PathAndQuery == "/")
        {
            return url;
        }

        at.Refuse(text, $"has a path or a query. Write scheme, host and port alone: {url.GetLeftPart(UriPartial.Authority)}.");
        return null;
    }
}
