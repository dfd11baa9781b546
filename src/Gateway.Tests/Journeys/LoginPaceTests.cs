using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Everybody has lost the session at once: the OP is not flooded by those who come back (corpus I09).</summary>
public sealed class LoginPaceTests
{
    [Fact]
    public async Task I09_Members_who_lost_their_sessions_together_go_to_the_op_at_a_pace_and_nobody_else_waits()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["TrustedProxies"] = new JsonArray("127.0.0.1"));

        var answers = new List<Answer>();
        for (var i = 0; i < 150; i++) answers.Add(await LostMember(gateway).GetAsync("/members/", From(i)));

        Assert.All(answers[..100], answer => Proof.Login(gateway, answer));
        Assert.All(answers[100..], answer =>
        {
            Proof.ErrorPage(gateway, answer, 503, "sign_in_busy");
            Assert.InRange(int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 5, 15);
            Assert.Equal(answer.Header("Retry-After"), answer.Header("Refresh"));   // the page tries again by itself
            Assert.Empty(answer.SetCookies);
        });
        Proof.Login(gateway, await gateway.NewBrowser().GetAsync("/members/"));   // a new visitor is not in that queue
        Assert.Equal(401, (await LostMember(gateway).ScriptAsync("/members/")).Status);
        Assert.Equal(200, (await LostMember(gateway).GetAsync("/")).Status);

        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        answers.Clear();
        for (var i = 0; i < 60; i++) answers.Add(await LostMember(gateway).GetAsync("/members/", From(i)));
        Assert.All(answers[..50], answer => Proof.Login(gateway, answer));
        Assert.All(answers[50..], answer => Assert.Equal(503, answer.Status));
        Assert.Equal("upstream:/members/", (await LostMember(gateway, after: TimeSpan.FromSeconds(1)).SignInAsync("alice")).Text);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")]
    [InlineData("203.0.113.9", "::ffff:203.0.113.9")]
    public async Task Whoever_invents_cookies_keeps_nobody_else_from_signing_in(string one, string another)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["TrustedProxies"] = new JsonArray("127.0.0.1"));

        var answers = new List<Answer>();
        for (var i = 0; i < 150; i++) answers.Add(await LostMember(gateway).GetAsync("/members/", ("X-Forwarded-For", i % 2 == 0 ? one : another)));

        Assert.All(answers[..10], answer => Proof.Login(gateway, answer));
        Assert.All(answers[10..], answer => Proof.ErrorPage(gateway, answer, 503, "sign_in_busy"));
        for (var i = 0; i < 50; i++) Proof.Login(gateway, await LostMember(gateway).GetAsync("/members/", From(i)));

        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        Proof.Login(gateway, await LostMember(gateway).GetAsync("/members/", ("X-Forwarded-For", one)));
    }

    private static (string Name, string Value) From(int i) => ("X-Forwarded-For", $"198.51.100.{i}");

    private static Browser LostMember(GatewayHost gateway, TimeSpan after = default)
    {
        gateway.Clock.Advance(after);
        var browser = gateway.NewBrowser();
        browser.Cookies["__Host-gateway"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return browser;
    }
}
