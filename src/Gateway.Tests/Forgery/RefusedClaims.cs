using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Forgery;

/// <summary>
/// A living session whose OP begins to lie at the next userinfo interval: no new claim is taken. The old ones stay within the grace, said
/// once in the log; only an answer about another member ends the session.
/// </summary>
internal static class RefusedClaims
{
    private static readonly string Variable = "OIDC_CLAIM_" + Forge.Prize;

    /// <summary>The lie is told to a living session, on a stage of its own; so many questions are put before it is given up.</summary>
    public static async Task OfAsync(string lie, int questions = 1)
    {
        var told = Lies.Named(lie);
        await using var gateway = await StartAsync(plain: told.Site is not null);
        var browser = await gateway.SignedInAsync("alice");
        var secrets = (string?[])[browser.SessionCookie, (await gateway.SeeAsync(browser)).Token()];
        gateway.Log.Clear();
        told.Tell(gateway.Nats);
        gateway.Pass(10);

        if (told.Reason == "userinfo_subject") await AssertEndedAsync(gateway, browser);
        else await AssertKeptAsync(gateway, browser, told.Reason, questions);
        gateway.AssertNoSecrets(secrets);
    }

    /// <summary>A Gateway on which only userinfo comes due, signed or plain.</summary>
    public static Task<GatewayHost> StartAsync(bool plain) => GatewayHost.StartAsync(
        site =>
        {
            Tokens()(site);
            if (plain) Some.PlainUserInfo(site);
        },
        nats: options => options with
        {
            AccessTokenLifetime = TimeSpan.FromHours(20),
            IdTokenLifetime = TimeSpan.FromHours(20),
            Clients = [options.Clients[0] with { SignedUserInfo = !plain }],
        });

    /// <summary>Three requests are served with the old claims, marked, for one warning; when the OP is honest again, so are the claims.</summary>
    public static async Task AssertKeptAsync(GatewayHost gateway, Browser browser, string reason, int questions = 1)
    {
        gateway.Nats.Ledger.Clear();
        for (var i = 0; i < 3; i++)
        {
            var seen = await gateway.SeeAsync(browser, Full);
            Assert.Equal("0", seen["OIDC_CLAIM_trial"]);
            Assert.False(seen.Has(Variable));
            Assert.True(seen.IsDegraded(), reason);
        }

        Assert.Equal(questions, gateway.UserInfos());
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.Contains($"Userinfo brought no claims ({reason}), the last good ones stay: site=a", line.Text, StringComparison.Ordinal);
        gateway.Nats.Switches.Reset();
        gateway.Clock.Advance(Pause);
        var healed = await gateway.SeeAsync(browser, Full);
        Assert.False(healed.IsDegraded());
        Assert.False(healed.Has(Variable));
    }

    private static async Task AssertEndedAsync(GatewayHost gateway, Browser browser)
    {
        gateway.Area.Requests.Clear();

        gateway.AssertLogin(await browser.GetAsync(Page));

        gateway.Nats.Switches.Reset();
        gateway.AssertLogin(await browser.GetAsync(Page));
        Assert.Empty(gateway.Area.Requests);
        Assert.Contains("(userinfo_subject), the session ends: site=a", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }
}
