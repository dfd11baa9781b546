using System.Text;

namespace Gateway.Listening;

/// <summary>
/// How the server is to read the bytes of <c>Content-Length</c>: digits as digits, everything else as no number. By itself it takes
/// <c>+5</c> for 5, which another reader may not.
/// </summary>
internal sealed class PlainDigits : Encoding
{
    public static readonly PlainDigits Only = new();

    private const char NoDigit = '?';

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var isNumber = bytes.Length <= chars.Length && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (isNumber) return Latin1.GetChars(bytes, chars);

        chars[0] = NoDigit;
        return 1;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => Math.Max(1, count);

    public override int GetMaxCharCount(int byteCount) => Math.Max(1, byteCount);

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();
}
