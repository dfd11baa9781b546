using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abcd", "abcd")]
    [InlineData("abcde", "abcd…")]
    [InlineData("abc\U0001F511", "abc…")]
    [InlineData("ab\U0001F511", "ab\U0001F511")]
    [InlineData("ab\U0001F511c", "ab\U0001F511…")]
    public void A_text_is_cut_behind_whole_characters(string text, string expected) => Assert.Equal(expected, Excerpt.Of(text, 4));
}
