using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class PathSamplesTests
{
    [Theory]
    [InlineData("/", "/", "/made-up")]
    [InlineData("/members/", "/members/", "/members/made-up")]
    [InlineData("/members", "/members", "/members/made-up")]
    [InlineData("/members/a.php", "/members/a.php", "/members/a.php/made-up")]
    [InlineData("*.zip", "/made-up.zip")]
    [InlineData("/members/*.zip", "/members/made-up.zip")]
    [InlineData("~\\.zip$", "/made-up.zip")]
    [InlineData("~^/(news|blog)/[0-9]{4}/", "/news/7777/", "/blog/7777/")]
    [InlineData("~^/a(/.*)?$", "/a/x", "/a/", "/a")]
    [InlineData("~^/[^a-z]+/b{2,3}\\.htm?l$", "/7/bb.html", "/7/bb.htl")]
    [InlineData("~^/(?:x|y(?:1|2))z", "/xz", "/y1z", "/y2z")]
    [InlineData("~^/\\d+\\w\\.php", "/7x.php")]
    [InlineData("~^/ü", "/%C3%BC")]
    [InlineData("/ü b/", "/%C3%BC%20b/", "/%C3%BC%20b/made-up")]
    [InlineData("~^/a\\b\\s\\W$", "/a%20-")]
    [InlineData("~^/[]a]x", "/%5Dx")]
    [InlineData("~^/a+?b", "/ab")]
    [InlineData("~^/a+", "/a")]
    [InlineData("~^/a{2}?b{0}c", "/aac")]
    [InlineData("~^/a{2", "/a%7B2")]
    [InlineData("~^/{", "/%7B")]
    [InlineData("~\\A/a\\z", "/a")]
    [InlineData("~^/a\\Bb\\Z", "/ab")]
    [InlineData("~^/\\D\\S\\s\\w", "/xx%20x")]
    [InlineData("~^/[^]a]x", "/xx")]
    [InlineData("~^/[a]$", "/a")]
    [InlineData("~^.?members/", "/members/")]
    [InlineData("~^/a\\t")]
    [InlineData("~^/[\\x41]")]
    [InlineData("~^/[\\x41]?b", "/b")]
    [InlineData("~^/(a\\tb|c)")]
    [InlineData("~^/[\\]a]$", "/%5D")]
    [InlineData("~^/a(b")]
    [InlineData("~^/a)b")]
    [InlineData("~^members/")]
    [InlineData("~(?i)x")]
    public void Paths_that_a_left_side_covers(string pattern, params string[] expected) =>
        Assert.Equal(expected, PathSamples.Of(pattern, PathEncodings.Utf8).Select(path => path.Encoded));

    [Fact]
    public void Sixteen_texts_of_an_expression_are_tried_at_most()
    {
        Assert.Equal(16, PathSamples.Of("~^/(a|b)(a|b)(a|b)(a|b)(a|b)$", PathEncodings.Utf8).Count);
        Assert.Equal(16, PathSamples.Of("~^/(" + string.Join('|', Enumerable.Range(0, 20)) + ")$", PathEncodings.Utf8).Count);
    }

    [Fact]
    public void Old_file_names_are_asked_for_in_their_encoding() =>
        Assert.Equal(["/%FC/", "/%FC/made-up"], PathSamples.Of("/ü/", PathEncodings.Latin1).Select(path => path.Encoded));

    [Theory]
    [InlineData("~^/(x|y)/", "/x/")]
    [InlineData("~^/[a-z0-9_-]+/(full|vip)/", "/x/vip/")]
    [InlineData("*.zip", "/made-up.zip")]
    [InlineData("/members/", "/members/made-up")]
    public void Each_is_covered_by_the_rule_that_it_stands_for(string pattern, string one)
    {
        var table = Stage.Table(Stage.Rule("/", "all granted"), Stage.Rule(pattern, "valid-user"));

        var samples = PathSamples.Of(pattern, PathEncodings.Utf8);

        Assert.Contains(one, samples.Select(path => path.Decoded));
        Assert.All(samples, path => Assert.Equal(pattern, table.Find(path, "GET").Exact.Pattern));
    }
}
