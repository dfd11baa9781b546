using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Whatever stands in a request, an answer of the OP or a claim: an event is one line, and its fields are ours.</summary>
public sealed partial class LogInjectionTests
{
    private const string Forged = "\" reference=22222BBBBB member=\"root\" detail=\"";

    public static TheoryData<string> Poisons =>
    [
        "a\r\n2030-01-01T12:00:00.000Z warn: Gateway.Pages.ErrorPage[1] Refused (internal_error, 500) site=a",
        "a\u2028b\u2029c",
        "\u001b[2J\u001b[31mred",
        Forged,
        "{\"Reason\":\"internal_error\"}",
        new string('x', 3000),
    ];

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task E42_No_line_is_forged(string poison)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var escaped = Uri.EscapeDataString(poison);
        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        VanityStage.Forget(gateway);

        await browser.GetAsync($"{GatewayHost.Vanity}?{escaped}=1&{escaped}=2&code=c&state=s");
        await browser.GetAsync($"{GatewayHost.Vanity}?code=c&state={escaped}");
        await browser.GetAsync(callback.With($"code=c&state={callback.State}&iss={escaped}"));
        await browser.GetAsync(callback.With($"error={escaped}&error_description={escaped}&state={callback.State}&iss={callback.Issuer}"));
        await browser.GetAsync($"/members%2F{escaped}");
        await browser.GetAsync("/members/", ("User-Agent", Header(poison)));
        await RawRequest.SendAsync(gateway, "GET /members/ HTTP/1.1", ["Host: " + Header(poison)]);
        await SignInAndBeRefusedAsync(gateway, poison);

        Assert.NotEmpty(gateway.Log.All);
        Assert.All(gateway.Log.All, line =>
        {
            Assert.All(line.Text, letter => Assert.True(letter is (>= ' ' and <= '~') or '…', line.Text));
            Assert.InRange(line.Text.Length, 1, 1500);
            if (line.Text.StartsWith("Refused", StringComparison.Ordinal)) Assert.Matches(Refusal(), line.Text);
        });
        Assert.Contains(gateway.Log.All, line => line.Text.StartsWith("Refused (callback_malformed, 400)", StringComparison.Ordinal));
        Assert.Contains(gateway.Log.All, line => line.Text.StartsWith("Refused (op_error, 400)", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains("reference=22222BBBBB", StringComparison.Ordinal) && !line.Text.Contains("\\\" reference=22222BBBBB", StringComparison.Ordinal));
    }

    [Fact]
    public async Task E42_A_hundred_kibibytes_are_refused_without_a_line()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var tooLong = new string('x', 100 * 1024);

        var agent = await RawRequest.GetAsync(gateway, "/", "User-Agent: " + tooLong);
        var host = await RawRequest.SendAsync(gateway, "GET / HTTP/1.1", ["Host: " + tooLong]);
        var path = await RawRequest.GetAsync(gateway, "/" + tooLong);
        var state = await RawRequest.GetAsync(gateway, $"{GatewayHost.Vanity}?code=c&state={tooLong}");

        Assert.Equal([431, 431, 414, 414], [agent.Status, host.Status, path.Status, state.Status]);
        Assert.Empty(gateway.Log.All);
    }

    [Theory]
    [InlineData("username")]
    [InlineData("odd")]
    [InlineData("")]
    public async Task E42_A_claim_of_a_hundred_kibibytes_is_cut(string name)
    {
        var tooLong = new string('x', 100 * 1024);
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.UserInfoClaims = claims => claims[name.Length > 0 ? name : tooLong] = name.Length > 0 ? tooLong : "x";
        var browser = gateway.NewBrowser();

        await browser.GetAsync(await browser.ReachCallbackAsync("bob"));
        await browser.GetAsync("/members/full/");

        Assert.All(gateway.Log.All, line => Assert.InRange(line.Text.Length, 1, 1500));
        Assert.Contains(gateway.Log.All, line => line.Text.StartsWith("Refused", StringComparison.Ordinal) || line.Text.StartsWith("A claim is not handed", StringComparison.Ordinal));
    }

    // A user name, a claim's value and a claim's name, of a member whom a rule refuses.
    private static async Task SignInAndBeRefusedAsync(GatewayHost gateway, string poison)
    {
        gateway.Nats.Switches.UserInfoClaims = claims =>
        {
            claims["username"] = "b" + string.Concat(poison.Where(letter => !char.IsControl(letter)));
            claims["odd"] = poison;
            claims[poison] = "odd";
        };
        var browser = gateway.NewBrowser();
        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("bob"));
        if (answer.Status != 302) return;   // a name that is none

        await browser.GetAsync("/members/");
        Assert.Equal(401, (await browser.GetAsync("/members/full/")).Status);
    }

    // What a client can put into a header at all.
    private static string Header(string text) => string.Concat(text.Where(letter => !char.IsControl(letter) && letter < 0x100));

    [GeneratedRegex("""^Refused \([a-z_0-9]+, \d{3}\) site=(?:a|-) rule="(?:\\.|[^"\\])*" reference=[2-9A-Z]{10} member="(?:\\.|[^"\\])*" detail="(?:\\.|[^"\\])*"$""")]
    private static partial Regex Refusal();
}
