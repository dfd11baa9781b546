using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>The vanity URL: written so that the path of a request can be compared with it letter by letter.</summary>
internal static class RedirectSection
{
    private const string Example = "Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.";

    public static VanityUrl? Read(string? written, Setting at, IReadOnlyList<Origin> origins, PathEncodings encoding)
    {
        if (at.Required(written, Example) is not { } text)
        {
            return null;
        }

        if (text.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            at.Refuse(text, "has a query or a fragment. Write the path alone: what follows the question mark is ours.");
            return null;
        }

        var (site, path) = Split(text);
        if (path.Length < 2 || path[0] != '/' || !IsPlain(path, encoding))
        {
            at.Refuse(text, $"is no path to compare with. {Example}");
            return null;
        }

        if (site.Length == 0)
        {
            return new VanityUrl(path, null);
        }

        if (Origin.TryParse(site, out var origin, out _) && origin is not null && origins.Contains(origin))
        {
            return new VanityUrl(path, origin);
        }

        at.Refuse(text, $"is on no origin of this site. Write a path, or one of {string.Join(", ", origins)} in front.");
        return null;
    }

    private static (string Site, string Path) Split(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        var slash = start < 0 ? 0 : text.IndexOf('/', start + 3);
        return slash < 0 ? (text, "") : (text[..slash], text[slash..]);
    }

    // Nothing in it that normalising would change: no escapes, no doubled slashes, no dots to resolve.
    private static bool IsPlain(string path, PathEncodings encoding) =>
        CanonicalPath.TryParse(path, encoding, out var canonical, out _) && canonical?.Decoded == path && canonical.Encoded == path;
}
