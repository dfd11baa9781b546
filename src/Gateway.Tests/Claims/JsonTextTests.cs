using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"sid":"7"}""", "7")]
    [InlineData("""{"sid":""}""", "")]
    [InlineData("""{"sid":7}""", null)]
    [InlineData("""{"sid":null}""", null)]
    [InlineData("""{"SID":"7"}""", null)]
    public void A_member_is_text_or_nothing(string json, string? expected) => Assert.Equal(expected, Json.Of(json).TextOf("sid"));
}
