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
        await using var gateway = await GatewayHost.StartAsync();

        var answers = new List<Answer>();
        for (var i = 0; i < 150; i++) answers.Add(await LostMember(gateway).GetAsync("/members/"));

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
        for (var i = 0; i < 60; i++) answers.Add(await LostMember(gateway).GetAsync("/members/"));
        Assert.All(answers[..50], answer => Proof.Login(gateway, answer));
        Assert.All(answers[50..], answer => Assert.Equal(503, answer.Status));
        Assert.Equal("upstream:/members/", (await LostMember(gateway, after: TimeSpan.FromSeconds(1)).SignInAsync("alice")).Text);
    }

    private static Browser LostMember(GatewayHost gateway, TimeSpan after = default)
    {
        gateway.Clock.Advance(after);
        var browser = gateway.NewBrowser();
        browser.Cookies["__Host-gateway"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return browser;
    }
}
