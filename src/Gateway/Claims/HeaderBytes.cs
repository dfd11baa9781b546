using System.Buffers.Text;
using System.Text;

namespace Gateway.Claims;

/// <summary>
/// Text as it goes into a header line or a variable: bytes, each carried by one Latin-1 character; UTF-8, which is what PHP saw under Apache,
/// unless the site wants another encoding.
/// </summary>
internal static class HeaderBytes
{
    public static string Of(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static string Of(string text, ValueEncoding encoding) => encoding switch
    {
        ValueEncoding.Latin1 => OneByteEach(text),
        ValueEncoding.Base64Url => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)),
        _ => Of(text),
    };

    private static string OneByteEach(string text)
    {
        if (Ascii.IsValid(text)) return text;

        var bytes = new StringBuilder(text.Length);
        foreach (var letter in text.EnumerateRunes()) bytes.Append(letter.Value <= 0xFF ? (char)letter.Value : '?');
        return bytes.ToString();
    }
}
