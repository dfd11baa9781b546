using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Fuzzing;

/// <summary>
/// Where a browser would go: the origin that the URL standard's parser makes of a <c>Location</c> on a page, written apart from the product
/// and never stricter than browsers are.
/// </summary>
internal static partial class BrowserReading
{
    private static readonly string[] Special = ["http", "https", "ws", "wss", "ftp", "file"];

    public static string OriginOf(string pageOrigin, string location)
    {
        var text = new string([.. location.Trim([.. Enumerable.Range(0, 0x21).Select(code => (char)code)]).Where(letter => letter is not ('\t' or '\n' or '\r'))]);
        var pageScheme = pageOrigin[..pageOrigin.IndexOf(':', StringComparison.Ordinal)];
        var (scheme, rest) = Scheme().Match(text) is { Success: true } match ? (match.Groups[1].Value.ToLowerInvariant(), text[match.Length..]) : (pageScheme, text);
        if (!Special.Contains(scheme)) return scheme + ":";

        var slashes = rest.Length - rest.TrimStart('/', '\\').Length;
        if (scheme == pageScheme && slashes < 2) return pageOrigin;   // a relative reference, "https:x" among them

        var end = rest.AsSpan(slashes).IndexOfAny('/', '\\', '?') is var found and >= 0 ? slashes + found : rest.Length;
        var hash = rest.IndexOf('#', slashes);
        var authority = rest[slashes..(hash >= 0 ? Math.Min(hash, end) : end)];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var port = Port().Match(authority);
        var number = port.Success ? port.Groups[1].Value.TrimStart('0') : "";
        var isDefault = number.Length == 0 || number == (scheme is "https" or "wss" ? "443" : "80");
        return $"{scheme}://{Host(port.Success ? authority[..port.Index] : authority)}{(isDefault ? "" : ":" + number)}";
    }

    // UTS 46, as far as it could make one of our names of something else.
    private static string Host(string text)
    {
        var host = new StringBuilder();
        foreach (var letter in Uri.UnescapeDataString(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (letter is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF') continue;
            host.Append(letter is '\u3002' or '\uFF0E' or '\uFF61' ? '.' : letter);
        }

        return host.ToString();
    }

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex Scheme();

    [GeneratedRegex(":([0-9]*)$")]
    private static partial Regex Port();
}
