using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
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

        AssertHarmless(_gateway, refused);
    }

    public static TheoryData<string> PostedWords => [.. Words.Select(row => row.Data), new string('w', 10 * 1024)];

    [Theory]
    [MemberData(nameof(PostedWords))]
    public async Task E37_So_they_are_where_they_come_by_form_and_10_KiB_of_them(string words)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["ResponseMode"] = "form_post" });
        var browser = gateway.NewBrowser();
        var state = Proof.AuthorizationRequest(await browser.GetAsync("/members/a.php"))["state"]!;
        gateway.Log.Clear();

        var form = Parameters.Write([new("error", "server_error"), new("error_description", words), new("state", state), new("iss", gateway.Nats.Issuer)]);
        var refused = await browser.PostAsync(GatewayHost.Vanity, form, ("Sec-Fetch-Site", "cross-site"), ("Origin", gateway.Nats.Issuer));

        AssertHarmless(gateway, refused);
        Proof.NoCallNoSession(gateway, browser);
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

    private static void AssertHarmless(GatewayHost gateway, Answer refused)
    {
        Proof.ErrorPage(gateway, refused, 400, "op_error");
        var shown = WebUtility.HtmlDecode(Description().Match(refused.Text).Groups[1].Value);
        Assert.EndsWith(" (server_error)", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 1, 300 + "… (server_error)".Length);
        Assert.DoesNotContain(shown.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        Assert.DoesNotContain("<script", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(refused.SetCookies);
        var line = Assert.Single(gateway.Log.All);
        Assert.True(line.Text.All(c => c is (>= ' ' and <= '~') or '…') && line.Text.Length < 1500, line.Text);
        gateway.AssertQuiet();
    }

    [GeneratedRegex("<p>([^<]*)</p>")]
    private static partial Regex Description();
}
