using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

/// <summary>A character that no path may hold is named to whoever reads the log.</summary>
public sealed class PathCharacterTests
{
    [Theory]
    [InlineData("/a?b", "the path holds a raw ?")]
    [InlineData("/a b", "the path holds a raw blank")]
    [InlineData("/a\tb", "the path holds a control character")]
    [InlineData("/a\u001Fb", "the path holds a control character")]
    [InlineData("/a\u007Fb", "the path holds a control character")]
    [InlineData("/a\u0080b", "the path holds a raw character outside ASCII")]
    [InlineData("/a%01b", "the path holds an encoded control character")]
    [InlineData("/a%1Fb", "the path holds an encoded control character")]
    [InlineData("/a%7Fb", "the path holds an encoded control character")]
    public void F13_A_refused_character_is_named(string raw, string expected)
    {
        Assert.False(CanonicalPath.TryParse(raw, PathEncodings.Utf8, out _, out var fault));
        Assert.Equal(expected, fault);
    }
}
