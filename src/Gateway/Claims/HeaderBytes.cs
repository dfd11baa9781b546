using System.Text;

namespace Gateway.Claims;

/// <summary>Text as it goes into a header line: UTF-8 bytes, each carried by one Latin-1 character, which is what PHP saw under Apache.</summary>
internal static class HeaderBytes
{
    public static string Of(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
