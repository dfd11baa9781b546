using System.Buffers;
using System.Buffers.Text;

namespace Gateway.Sessions;

/// <summary>
/// Reads 32 random bytes from a cookie: 43 base64url characters in the one spelling that we write. The framework's decoder alone
/// would also skip blanks, which makes fewer bytes, and its Try method throws for other characters; bits that no byte needs it refuses itself.
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

        bytes = decoded.ToArray();
        return true;
    }
}
