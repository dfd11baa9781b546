using System.Globalization;
using System.Text;

namespace Gateway.Rules;

/// <summary>Paths that the left side of a rule covers, as a browser would ask for them: what a rule is tried out on before it is served.</summary>
internal static class PathSamples
{
    /// <summary>The last part of a path that nobody named.</summary>
    public const string MadeUp = "made-up";

    /// <summary>The path as it is named, something below it, or something that the pattern is found in; those that no request can have left out.</summary>
    public static IReadOnlyList<CanonicalPath> Of(string pattern, PathEncodings encoding) =>
        PathKey.TryParse(pattern, out var key, out _)
            ? [.. key!.Samples.Select(text => Path(text, encoding)).OfType<CanonicalPath>()]   // parsed
            : [];

    /// <summary>The path of which this is the decoded form; null where no request can have it.</summary>
    public static CanonicalPath? Path(string decoded, PathEncodings encoding)
    {
        var raw = new StringBuilder(decoded.Length + 16);
        foreach (var b in (encoding == PathEncodings.Utf8 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(decoded))
        {
            if (b == '/' || char.IsAsciiLetterOrDigit((char)b)) raw.Append((char)b);
            else raw.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return CanonicalPath.TryParse(raw.ToString(), encoding, out var path, out _) && path!.Decoded == decoded ? path : null;   // parsed
    }
}
