using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>
/// The only judge of where a browser may be sent: a path of this site, an absolute URL of its own origins, or one that the
/// operator's list matches as a whole. Whatever browsers might read in another way is refused.
/// </summary>
internal sealed class ReturnUrl(IReadOnlyList<Origin> own, IReadOnlyList<Regex> allowed, PathEncodings encoding)
{
    private const int MaxLength = 4096;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\\"<>^{|}`");
    private static readonly SearchValues<char> AuthorityCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:[]");

    /// <summary>Reads an entry of ReturnUrls. It is bound to both ends whatever it says, and may not let everything through.</summary>
    public static bool TryParseAllowed(string pattern, out Regex? regex, out string? warning, out string fault) =>
        ReturnUrlPattern.TryParse(pattern, out regex, out warning, out fault);

    /// <summary>The target to send, or null when it is refused.</summary>
    public string? Judge(string value)
    {
        if (value.Length is 0 or > MaxLength || HoldsForbidden(value))
            return null;

        var target = value[0] == '/' ? JudgeRelative(value) : JudgeAbsolute(value);
        return target?.Length <= MaxLength ? target : null;
    }

    private static bool HoldsForbidden(string value)
    {
        if (value.AsSpan().ContainsAny(Forbidden) || ClaimText.HasControl(value))
            return true;

        foreach (var rune in value.EnumerateRunes())
        {
            // Half a surrogate pair reads as U+FFFD; so does a byte that was no UTF-8.
            if (rune == Rune.ReplacementChar)
                return true;
        }

        return false;
    }

    private string? JudgeRelative(string value)
    {
        if (value.Length > 1 && (value[1] == '/' || value[1] > '\u007F'))
            return null;

        var target = EncodeBlanksAndNonAscii(value);
        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? target : target[..end];

        // An empty segment is harmless here, but becomes another host as soon as somebody resolves what stands before it.
        return !path.Contains("//", StringComparison.Ordinal) && CanonicalPath.TryParse(path, encoding, out _, out _) ? target : null;
    }

    private string? JudgeAbsolute(string value)
    {
        if (!TrySplit(value, out var scheme, out var authority, out var rest))
            return null;

        if (TryFindOwn(scheme, authority, out var upgraded) && (rest.Length == 0 || rest[0] == '/'))
        {
            var relative = rest.Length == 0 ? "" : JudgeRelative(rest);
            if (relative is not null)
                return (upgraded?.ToString() ?? value[..^rest.Length]) + relative;
        }

        return allowed.Any(pattern => pattern.IsMatch(value)) ? EncodeBlanksAndNonAscii(value) : null;
    }

    private static bool TrySplit(string value, out string scheme, out string authority, out string rest)
    {
        scheme = value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https" : "http";
        authority = rest = "";
        if (!value.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase))
            return false;

        var start = scheme.Length + "://".Length;
        var length = value.AsSpan(start).IndexOfAny('/', '?', '#');
        authority = length < 0 ? value[start..] : value.Substring(start, length);
        rest = value[(start + authority.Length)..];
        return authority.Length > 0 && !authority.AsSpan().ContainsAnyExcept(AuthorityCharacters);
    }

    // Old PHP behind TLS builds http links to its own https site: those are followed as https.
    private bool TryFindOwn(string scheme, string authority, out Origin? upgraded)
    {
        upgraded = null;
        foreach (var origin in own)
        {
            if (origin.Scheme == scheme && IsAuthorityOf(origin, authority))
                return true;
        }

        if (scheme != "http")
            return false;

        upgraded = own.FirstOrDefault(origin =>
            origin is { IsHttps: true, Port: 443 } && IsAuthorityOf(new Origin("http", origin.Host, 80), authority));
        return upgraded is not null;
    }

    private static bool IsAuthorityOf(Origin origin, string authority) =>
        authority.Equals(origin.Authority, StringComparison.OrdinalIgnoreCase)
        || authority.Equals(
            string.Create(CultureInfo.InvariantCulture, $"{origin.Host}:{origin.Port}"), StringComparison.OrdinalIgnoreCase);

    private static string EncodeBlanksAndNonAscii(string value)
    {
        if (Ascii.IsValid(value) && !value.Contains(' ', StringComparison.Ordinal))
            return value;

        var text = new StringBuilder(value.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (b is > 0x20 and < 0x80)
                text.Append((char)b);
            else
                text.Append('%').Append(Convert.ToHexString([b]));
        }

        return text.ToString();
    }
}
