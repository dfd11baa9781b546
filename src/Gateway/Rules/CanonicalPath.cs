using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Rules;

/// <summary>
/// The one path of a request: what rules are looked up on and what the upstream is given. What two programs could read
/// in two ways is refused, so the file that is served is the file that was judged.
/// </summary>
internal sealed class CanonicalPath
{
    private const int StackBytes = 512;

    // Unreserved characters and those that a path may hold as they are (RFC 3986, 3.3).
    private const string LiteralCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

    private static readonly SearchValues<char> Literal = SearchValues.Create(LiteralCharacters);
    private static readonly SearchValues<byte> LiteralBytes = SearchValues.Create(Encoding.ASCII.GetBytes(LiteralCharacters));

    private CanonicalPath(string decoded, string encoded, string? fileName)
    {
        Decoded = decoded;
        Encoded = encoded;
        FileName = fileName;
    }

    /// <summary>What rules see.</summary>
    public string Decoded { get; }

    /// <summary>Our encoding of exactly <see cref="Decoded"/>: what the upstream gets.</summary>
    public string Encoded { get; }

    /// <summary>The name by which a disk knows it whose names are UTF-8; null when it can have none there.</summary>
    public string? FileName { get; }

    /// <summary>The path as a file system might read it that cares less about spelling.</summary>
    public string Folded => field ??= FoldedPath.Of(FileName ?? Decoded);

    public static bool TryParse(string rawPath, PathEncodings encoding, out CanonicalPath? path, out string fault)
    {
        if (IsCanonical(rawPath))
        {
            path = new CanonicalPath(rawPath, rawPath, rawPath);
            fault = "";
            return true;
        }

        path = null;
        if (!rawPath.StartsWith('/'))
        {
            fault = "the path does not begin with a slash";
            return false;
        }

        var rented = rawPath.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(rawPath.Length) : null;
        var buffer = rented ?? stackalloc byte[StackBytes];
        if (PathBytes.TryDecode(rawPath, buffer, out var length, out fault)
            && PathBytes.IsText(buffer[..length], encoding, out fault)
            && PathBytes.TryResolve(buffer, ref length, out fault))
            path = Of(rawPath, buffer[..length], encoding);

        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return path is not null;
    }

    /// <summary>The path of a file that was found on the disk; null when no request could have it.</summary>
    public static CanonicalPath? OfFile(string name, PathEncodings encoding) =>
        TryParse(Encode(Encoding.UTF8.GetBytes(name), name), encoding, out var path, out _) ? path : null;

    public override string ToString() => Encoded;

    private static bool IsCanonical(string rawPath) =>
        rawPath.StartsWith('/')
        && !rawPath.AsSpan().ContainsAnyExcept(Literal)
        && !rawPath.Contains("//", StringComparison.Ordinal)
        && !rawPath.Contains("/.", StringComparison.Ordinal);

    private static CanonicalPath Of(string rawPath, ReadOnlySpan<byte> bytes, PathEncodings encoding)
    {
        var utf8 = encoding == PathEncodings.Utf8;
        var decoded = (utf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        var encoded = Encode(bytes, decoded);

        // Old file names and new ones can live on one site: a name that is good UTF-8 is folded in that reading.
        var fileName = utf8 || Ascii.IsValid(bytes) ? decoded : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        return new CanonicalPath(decoded, encoded == rawPath ? rawPath : encoded, fileName);
    }

    private static string Encode(ReadOnlySpan<byte> bytes, string decoded)
    {
        if (!bytes.ContainsAnyExcept(LiteralBytes))
            return decoded;

        var text = new StringBuilder(bytes.Length + 16);
        foreach (var b in bytes)
        {
            if (LiteralBytes.Contains(b))
                text.Append((char)b);
            else
                text.Append('%').Append(Convert.ToHexString([b]));
        }

        return text.ToString();
    }
}
