using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class MethodSpellingTests
{
    [Theory]
    [InlineData("GET", false)]
    [InlineData("get", true)]
    [InlineData("head", true)]
    [InlineData("Post", true)]
    [InlineData("PuT", true)]
    [InlineData("delete", true)]
    [InlineData("patch", true)]
    [InlineData("options", true)]
    [InlineData("trace", true)]
    [InlineData("connect", true)]
    [InlineData("Query", true)]
    [InlineData("PROPFIND", false)]
    [InlineData("propfind", false)]     // passed on as it is
    public void Known_method_in_other_letters_would_be_passed_on_in_capitals(string method, bool expected) => Assert.Equal(expected, MethodSpelling.WouldChange(method));
}
