using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Everybody has lost the session at once: the OP is not flooded by those who come back (corpus I09).</summary>
public sealed class LoginPaceTests
{
    [Fact]
    public async Task I09_Members_who_lost_their_sessions_together_go_to_the_op_at_a_pace_and_nobody_else_waits()
    {
        await using var gateway = await StartAsync();

        var answers = new List<Answer>();
        for (var i = 0; i < 150; i++) answers.Add(await AskAsync(gateway, $"192.0.2.{i}"));

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
        for (var i = 0; i < 60; i++) answers.Add(await AskAsync(gateway, $"192.0.2.{i}"));
        Assert.All(answers[..50], answer => Proof.Login(gateway, answer));
        Assert.All(answers[50..], answer => Assert.Equal(503, answer.Status));
        Assert.Equal("upstream:/members/", (await LostMember(gateway, after: TimeSpan.FromSeconds(1)).SignInAsync("alice")).Text);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::ffff:7")]
    public async Task Invented_cookies_of_one_place_leave_turns_to_every_other(string first, string second)
    {
        await using var gateway = await StartAsync();

        var invented = new List<int>();
        for (var i = 0; i < 300; i++) invented.Add((await AskAsync(gateway, i % 2 == 0 ? first : second)).Status);
        for (var i = 0; i < 10; i++) Proof.Login(gateway, await AskAsync(gateway, "198.51.100.7"));

        Assert.All(invented[..50], status => Assert.Equal(302, status));
        Assert.All(invented[50..], status => Assert.Equal(503, status));
        for (var round = 0; round < 20; round++)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 100; i++) await AskAsync(gateway, first);
            for (var i = 0; i < 8; i++) Proof.Login(gateway, await AskAsync(gateway, $"198.51.100.{(round * 8) + i}"));
        }
    }

    [Fact]
    public async Task Twenty_tabs_of_one_browser_whose_session_has_ended_all_go_to_the_op_twice()
    {
        await using var gateway = await StartAsync();

        for (var i = 0; i < 40; i++) Proof.Login(gateway, await AskAsync(gateway, "192.0.2.1"));
    }

    private static Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(file: file => file["TrustedProxies"] = new System.Text.Json.Nodes.JsonArray("127.0.0.1"));

    private static Task<Answer> AskAsync(GatewayHost gateway, string address) => LostMember(gateway).GetAsync("/members/", ("X-Forwarded-For", address));

    private static Browser LostMember(GatewayHost gateway, TimeSpan after = default)
    {
        gateway.Clock.Advance(after);
        var browser = gateway.NewBrowser();
        browser.Cookies["__Host-gateway"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return browser;
    }
}
