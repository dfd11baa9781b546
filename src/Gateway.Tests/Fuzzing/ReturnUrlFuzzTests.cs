using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>Wherever a browser is sent, it ends on an origin of the site or of the owner's list, whoever reads the URL.</summary>
public sealed class ReturnUrlFuzzTests
{
    private static readonly string[] Own = ["https://a.example", "https://www.a.example", "http://plain.example:8080"];
    private const string Shop = "https://shop.example";

    private static readonly Fuzz Targets = new("return-url",
        [
            "/", "/members/?a=1#b", "https://a.example/x", "http://a.example/x?y", "https://www.a.example", "http://plain.example:8080/é x", "https://shop.example/cart?x=1", "/members/%2e%2e/x", "//evil.example", "/\\evil.example",
            "https://a.example:443/x", "https://a.example@evil.example/", "https:/a.example", "/x?u=//evil.example", "/x#//evil.example",
        ],
        "/", "//", "\\", "@", ":", "?", "#", ".", "..", "evil.example", "a.example", "shop.example", "https:", "HTTPS://", "http://", "javascript:", "%2f", "%5c", "%40", "%09", "\t", "\r\n", " ", "。", "／", "ａ", "\u00AD", "[::1]", ":443", ":80", ";", "|", "é");

    [Fact]
    public void A_target_that_is_taken_leads_to_the_site_or_to_the_list() => Targets.Run((string value) =>
    {
        var judge = new ReturnUrl([.. Own.Select(Of)], [Entry("https://shop\\.example/.*")], PathEncodings.Utf8);

        if (judge.Judge(value) is not { } target) return "refused";

        Assert.True(target.Length <= 4096);
        Assert.Equal(-1, target.AsSpan().IndexOfAnyExceptInRange('!', '~'));
        Assert.Equal(target, judge.Judge(target));
        foreach (var page in Own)
        {
            var origin = BrowserReading.OriginOf(page, target);
            Assert.True(origin == Shop || Own.Contains(origin), $"a browser goes to {origin}");
            Assert.True(Uri.TryCreate(new Uri(page + "/members/vanity.php"), target, out var uri));
            Assert.Equal(origin, uri.GetLeftPart(UriPartial.Authority));
            Assert.Equal("", uri.UserInfo);
            if (target[0] == '/') Assert.Equal(page, origin);
        }

        return BrowserReading.OriginOf(Own[0], target) + target.Contains('?', StringComparison.Ordinal) + target.Contains('#', StringComparison.Ordinal) + (target == value);
    });

    [Theory]
    [InlineData("//evil.example", "https://evil.example")]
    [InlineData("/\\evil.example", "https://evil.example")]
    [InlineData(" \t/\t/evil.example", "https://evil.example")]
    [InlineData("https:\\\\evil.example", "https://evil.example")]
    [InlineData("https://a.example@evil.example", "https://evil.example")]
    [InlineData("http:evil.example", "http://evil.example")]
    [InlineData("https:evil.example", "https://a.example")]
    [InlineData("https://ａ。example:0443/", "https://a.example")]
    [InlineData("javascript:alert(1)", "javascript:")]
    [InlineData("x//evil.example", "https://a.example")]
    public void The_browser_of_this_test_reads_as_browsers_do(string location, string origin) => Assert.Equal(origin, BrowserReading.OriginOf("https://a.example", location));

    private static Origin Of(string text)
    {
        Assert.True(Origin.TryParse(text, out var origin, out var fault), fault);
        return origin!;
    }

    private static System.Text.RegularExpressions.Regex Entry(string pattern)
    {
        Assert.True(ReturnUrl.TryParseAllowed(pattern, out var regex, out _, out var fault), fault);
        return regex!;
    }
}
