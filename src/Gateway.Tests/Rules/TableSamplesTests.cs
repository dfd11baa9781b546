using System.Text.RegularExpressions;
using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class TableSamplesTests
{
    [Fact]
    public void Each_folder_and_file_is_asked_for_and_a_file_of_each_pattern_in_each_folder_that_it_reaches()
    {
        var table = Stage.Table(("/", "all granted"), ("/members/", "valid-user"), ("/a.php", "all granted"), ("*.zip", "valid-user"), ("/members/*.pdf", "valid-user"), ("~x", "valid-user"));

        Assert.Equal(
            ["/", "/a.php", "/members/", "/members/x.pdf", "/members/x.zip", "/x.zip"],
            TableSamples.Of(table).Select(path => path.Decoded).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_folder_of_a_pattern_comes_behind_those_below_it_that_are_named() =>
        Assert.Equal(["/", "/a/b/c/", "/a/b/c/x.pdf", "/a/b/x.pdf"], TableSamples.Of(Stage.Table(("/", "all granted"), ("/a/b/*.pdf", "valid-user"), ("/a/b/c/", "valid-user"))).Select(path => path.Decoded));

    [Fact]
    public void What_repeats_lazily_is_one_text()
    {
        const string pattern = "^/a+?b+?c+?d+?e+?f$";

        Assert.Equal(["/abcdef"], SearchSample.Of(pattern, new Regex(pattern)));
    }

    [Fact]
    public void Several_tables_are_asked_for_together()
    {
        var paths = TableSamples.Of(Stage.Table(("/", "all granted"), ("/a/", "valid-user")), Stage.Table(("/", "all granted"), ("*.zip", "valid-user")));

        Assert.Equal(["/", "/a/", "/a/x.zip", "/x.zip"], paths.Select(path => path.Decoded).Order(StringComparer.Ordinal));
    }
}
