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
    [InlineData("^\\d$", "7", true)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("^[]$]+$", "$]", true)]    // the bracket has not ended the class
    [InlineData("^[^]$]+$", "$", false)]
    [InlineData("^\\w+$", "é", false)]
    [InlineData("^\\S+$", "é", true)]
    public void A_pattern_means_what_it_meant_in_apache(string pattern, string text, bool expected)
    {
        Assert.True(SearchPattern.TryParse(pattern, RegexOptions.None, out var regex, out var fault), fault);
        Assert.Equal((expected, ""), (regex!.IsMatch(text), fault));
    }

    [Theory]
    [InlineData("^\\D\\W\\s[\\s][\\w]$", "x- \ta", true)]
    [InlineData("^\\D$", "7", false)]
    [InlineData("^\\D$", "٣", true)]
    [InlineData("^\\W$", "_", false)]
    [InlineData("^\\W$", "é", true)]
    [InlineData("^\\w$", "_", true)]
    [InlineData("^[\\w]+$", "é", false)]
    [InlineData("^[\\w]+$", "azAZ09_", true)]
    [InlineData("^[\\d]+$", "٣", false)]
    [InlineData("^\\s$", "\u00A0", false)]
    [InlineData("^\\s$", "\r", true)]
    [InlineData("^[\\s]$", "\u00A0", false)]
    [InlineData("^\\S$", " ", false)]
    [InlineData("^\\S$", "\u00A0", true)]
    [InlineData("^a\\Z", "a", true)]
    [InlineData("^[a$]$", "$", true)]
    [InlineData("^[^a]$", "^", true)]
    [InlineData("^[a^]$", "^", true)]
    [InlineData("^]$", "]", true)]
    [InlineData("^[a]]$", "a]", true)]
    [InlineData("^[[:a]$", ":", true)]      // no :] behind it: just letters
    [InlineData("^[a[b:]$", "[", true)]
    [InlineData("^[a-z-[aeiou]$", "e", true)]  // no subtraction
    [InlineData("\\.zip$", "a.zip", true)]
    public void Classes_and_escapes_mean_what_they_meant_in_apache(string pattern, string text, bool expected)
    {
        Assert.True(SearchPattern.TryParse(pattern, RegexOptions.None, out var regex, out var fault), fault);
        Assert.Equal(expected, regex!.IsMatch(text));
    }

    [Theory]
    [InlineData("^a$", true)]
    [InlineData("^a", false)]
    [InlineData("a$", false)]
    [InlineData("^a\\$", false)]
    [InlineData("", false)]
    public void A_pattern_bound_to_both_ends_is_known(string pattern, bool expected) => Assert.Equal(expected, SearchPattern.IsAnchored(pattern));

    [Fact]
    public void The_fault_of_a_pattern_names_the_remedy()
    {
        Assert.False(SearchPattern.TryParse("x[[:alpha:]]", RegexOptions.None, out _, out var named));
        Assert.False(SearchPattern.TryParse("a\\", RegexOptions.None, out _, out var half));

        Assert.Equal("the regular expression x[[:alpha:]] names a class such as [:alpha:]; write it as a-zA-Z", named);
        Assert.StartsWith("the regular expression a\\ can not be read: ", half, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    [InlineData("a[")]
    [InlineData("a[^")]
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
