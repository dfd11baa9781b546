using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class ApacheWordsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  a\tb  ", new[] { "a", "b" })]
    [InlineData("claim \"level:gold member\" 'x y'", new[] { "claim", "level:gold member", "x y" })]
    [InlineData("\"say \\\"hi\\\"\" 'it\\'s'", new[] { "say \"hi\"", "it's" })]
    [InlineData("a\\\\b \"c\\\\d\" e\\.f \"g\\.h\"", new[] { "a\\b", "c\\d", "e\\.f", "g\\.h" })]
    [InlineData("mid\"quote", new[] { "mid\"quote" })]
    [InlineData("\"\" x", new[] { "", "x" })]
    public void Words_are_split_as_in_apache(string text, string[] expected)
    {
        Assert.True(ApacheWords.TrySplit(text, out var words, out var fault), fault);
        Assert.Equal(expected, words);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("\"quoted\"")]
    [InlineData("back\\slash")]
    [InlineData("two\\\\slashes")]
    [InlineData("'\\ \\\\ \"")]
    public void A_quoted_word_is_read_back_as_it_was(string word)
    {
        Assert.True(ApacheWords.TrySplit(ApacheWords.Quote(word), out var words, out _));
        Assert.Equal([word], words);
    }
}
