using System.Text.RegularExpressions;
using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class SearchPatternTests
{
    [Theory]
    [InlineData("^0$", "0", true)]
    [InlineData("^0$", "0\n", false)]
    [InlineData("^0\\Z", "0\n", false)]
    [InlineData("^0.$", "0\n", false)]
    [InlineData("^0.admin$", "0\nadmin", false)]
    [InlineData("^0$", "0\nadmin", false)]
    [InlineData("0", "10", true)]
    [InlineData("^[$]$", "$", true)]
    [InlineData("^\\$$", "$", true)]
    [InlineData("^[]x]+$", "x]", true)]
    [InlineData("^[^]x]+$", "x]", false)]
    [InlineData("^[a[-]+$", "a[-", true)]
    [InlineData("^\\d[\\d.]+$", "1.5", true)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("^\\w+$", "é", false)]
    [InlineData("^\\S+$", "é", true)]
    public void A_pattern_means_what_it_meant_in_apache(string pattern, string text, bool expected)
    {
        Assert.True(SearchPattern.TryParse(pattern, RegexOptions.None, out var regex, out var fault), fault);
        Assert.Equal(expected, regex!.IsMatch(text));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("a**")]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)")]
    [InlineData("(?<!a)b")]
    [InlineData("[[:alpha:]]")]
    public void What_can_not_be_run_safely_is_refused_and_named(string pattern)
    {
        Assert.False(SearchPattern.TryParse(pattern, RegexOptions.None, out var regex, out var fault));
        Assert.Null(regex);
        Assert.StartsWith($"the regular expression {pattern} ", fault, StringComparison.Ordinal);
    }
}
