using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The OP's own words for why it refused: shown to the member, but never believed.</summary>
public sealed partial class ProviderWordsTests(LoginStage stage) : IClassFixture<LoginStage>
{
    private readonly GatewayHost _gateway = stage.Fresh();

    public static TheoryData<string> Words =>
    [
        "<script>alert(1)</script>",
        "no\r\nSet-Cookie: x=y",
        new string('x', 7000),
        string.Concat(Enumerable.Repeat("<é\"😀", 100)),
        "abc\u202edef\u2066\u200f",
        "\u001b[31mred\u001b[2K",
        "a\0b\u0085c\u2028d",
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public async Task E37_Words_of_the_OP_are_shown_encoded_cut_and_without_tricks(string words)
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice", "/members/a.php"));
        _gateway.Log.Clear();

        var refused = await browser.GetAsync(callback.With($"error=server_error&error_description={Uri.EscapeDataString(words)}&state={callback.State}&iss={callback.Issuer}"));

        Proof.ErrorPage(_gateway, refused, 400, "op_error");
        var shown = WebUtility.HtmlDecode(Description().Match(refused.Text).Groups[1].Value);
        Assert.EndsWith(" (server_error)", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 1, 300 + "… (server_error)".Length);
        Assert.DoesNotContain(shown.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        Assert.DoesNotContain("<script", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(refused.SetCookies);
        var line = Assert.Single(_gateway.Log.All);
        Assert.True(line.Text.All(c => c is (>= ' ' and <= '~') or '…') && line.Text.Length < 1500, line.Text);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task E37_Ten_KiB_of_words_are_more_than_a_request_line_takes()
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        _gateway.Log.Clear();

        var refused = await browser.GetAsync(callback.With($"error=server_error&error_description={new string('x', 10 * 1024)}&state={callback.State}&iss={callback.Issuer}"));

        Assert.Equal((414, 0), (refused.Status, refused.Bytes.Length));
        Assert.Empty(_gateway.Log.All);
        Assert.Equal("https://a.example/members/", (await browser.GetAsync(callback.Url)).Header("Location"));   // nothing was spent
    }

    [GeneratedRegex("<p>([^<]*)</p>")]
    private static partial Regex Description();
}
