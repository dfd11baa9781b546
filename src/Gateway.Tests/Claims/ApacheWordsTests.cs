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
    [InlineData("a\\\\", new[] { "a\\" })]
    [InlineData("\"a\\\\\" x", new[] { "a\\", "x" })]
    public void Words_are_split_as_in_apache(string text, string[] expected)
    {
        Assert.True(ApacheWords.TrySplit(text, out var words, out var fault), fault);
        Assert.Equal(expected, words);
        Assert.Empty(fault);
    }

    [Theory]
    [InlineData("\"a")]
    [InlineData("x 'a\"")]
    [InlineData("\"")]
    [InlineData("\"a\\\"")]
    public void A_quote_that_is_not_closed_is_a_fault(string text)
    {
        Assert.False(ApacheWords.TrySplit(text, out _, out var fault));
        Assert.Equal($"a quote is opened but not closed in: {text}", fault);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("two\twords", "\"two\twords\"")]
    [InlineData("mid\"quote", "mid\"quote")]
    [InlineData("'a", "\"'a\"")]
    [InlineData("\"a", "\"\\\"a\"")]
    [InlineData("a\\b c", "\"a\\\\b c\"")]
    [InlineData("a\\\\b", "a\\\\\\\\b")]
    public void Only_a_word_that_needs_it_is_quoted(string word, string quoted) => Assert.Equal(quoted, ApacheWords.Quote(word));

    [Theory]
    [InlineData("a\\", "a\\")]
    [InlineData("a\\'b", "a\\'b")]        // outside of quotes a backslash keeps only itself
    [InlineData("\"a\\'b\"", "a\\'b")]   // and inside its own quote
    [InlineData("\"a\"b", "a", "b")]
    public void A_backslash_keeps_itself_and_the_quote_around_it(string text, params string[] expected)
    {
        Assert.True(ApacheWords.TrySplit(text, out var words, out _));
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
