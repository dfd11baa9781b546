using System.Buffers;
using System.Buffers.Text;

namespace Gateway.Sessions;

/// <summary>
/// Reads 32 random bytes from a cookie: 43 base64url characters in the one spelling that we write. The framework's decoder alone
/// would also skip blanks, and its Try method throws for other characters.
/// </summary>
internal static class RandomText
{
    public const int Bytes = 32;
    public const int Characters = 43;

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length != Characters) return false;

        Span<byte> decoded = stackalloc byte[Bytes];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done || written != Bytes) return false;

        Span<char> canonical = stackalloc char[Characters];
        Base64Url.EncodeToChars(decoded, canonical);
        if (!text.SequenceEqual(canonical)) return false;

        bytes = decoded.ToArray();
        return true;
    }
}
