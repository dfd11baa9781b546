using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class HeaderBytesTests
{
    [Theory]
    [InlineData("plain", "Utf8", "plain")]
    [InlineData("Zoë", "Utf8", "Zo\u00C3\u00AB")]
    [InlineData("plain", "Latin1", "plain")]
    [InlineData("Zoë ÿ Ā 😀", "Latin1", "Zoë ÿ ? ?")]
    [InlineData("Zoë", "Base64Url", "Wm_Dqw")]
    [InlineData("", "Base64Url", "")]
    public void Text_is_carried_one_byte_a_character(string text, string encoding, string expected) =>
        Assert.Equal(expected, HeaderBytes.Of(text, Enum.Parse<ValueEncoding>(encoding)));

    [Theory]
    [InlineData("Utf8")]
    [InlineData("Latin1")]
    public void Ascii_costs_no_copy(string encoding)
    {
        const string text = "plain";

        Assert.Same(text, HeaderBytes.Of(text, Enum.Parse<ValueEncoding>(encoding)));
    }
}
