using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>An OP that cannot be reached for a refresh, or asks to be left alone: the member goes on, whatever <c>OnRefreshRefused</c> says.</summary>
public sealed class RefreshTransportTests
{
    public static TheoryData<string, string, string> Faults
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var policy in (string[])["Logout", "Keep"])
            {
                data.Add("http://127.0.0.1:1/token", "op_unreachable", policy);
                data.Add("http://no-such-host.invalid/token", "op_dns", policy);
                data.Add("expired", "op_certificate", policy);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task D08_OP_that_cannot_be_reached_keeps_the_member_and_the_session_heals_by_itself(string where, string reason, string policy)
    {
        using var detour = new Detour();
        await using var gateway = await GatewayHost.StartAsync(
            Tokens(("UserInfoRefreshInterval", "0"), ("OnRefreshRefused", policy)), services: detour.Put);
        await using var front = TlsFront.Before(new Uri(gateway.Nats.Issuer), SomeCertificate.Named("expired"));
        var browser = await gateway.SignedInAndForgottenAsync();
        var (old, cookie) = ((await gateway.SeeAsync(browser)).Token(), browser.SessionCookie);
        detour.To = where == "expired" ? new Uri(front.Address, "/token") : new Uri(where);

        gateway.Pass(4);
        Assert.False((await gateway.SeeAsync(browser)).IsDegraded());
        await gateway.SaidAsync("the member goes on");
        await gateway.LandedAsync();
        gateway.Pass(1);
        for (var i = 0; i < 3; i++)
        {
            var seen = await gateway.SeeAsync(browser, Full);
            Assert.Equal((old, true), (seen.Token(), seen.IsDegraded()));
        }

        Assert.Equal(2, detour.Taken);
        Assert.All(gateway.Log.Warnings, line => Assert.Contains($"({reason})", line.Text, StringComparison.Ordinal));
        Assert.Equal([LogLevel.Warning, LogLevel.Warning], gateway.Log.Warnings.Select(line => line.Level));
        gateway.Pass(15);
        await gateway.SeeAsync(browser, Full);
        gateway.Pass(0, 1);
        gateway.Log.Clear();
        VanityStage.AssertRefused(gateway, await browser.GetAsync(Full), 503, "claims_unconfirmed", where);
        Assert.True((await gateway.SeeAsync(browser)).IsDegraded());

        detour.To = null;
        gateway.Clock.Advance(Pause);
        var healed = await gateway.SeeAsync(browser, Full);
        Assert.Equal((true, false), (healed.Token() != old, healed.IsDegraded()));
        Assert.Equal(cookie, browser.SessionCookie);
        gateway.AssertNoSecrets(old, cookie);
    }

    [Fact]
    public async Task D08_Outage_that_would_be_excused_for_longer_ends_with_the_maximum_duration()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            Tokens(("UserInfoRefreshInterval", "0"), ("ProviderOutageGrace", "1h"))(site);
            site["Session"] = new JsonObject { ["InactivityTimeout"] = "30m", ["MaxDuration"] = "20m" };
        });
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.Token.Fail(503);

        for (var minute = 0; minute < 19; minute++)
        {
            gateway.Pass(1);
            Assert.Equal(minute >= 4, (await gateway.SeeAsync(browser, Full)).IsDegraded());
            await gateway.LandedAsync();
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        Assert.True((await gateway.SeeAsync(browser, Full)).IsDegraded());
        await gateway.LandedAsync();
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        gateway.AssertLogin(await browser.GetAsync(Full));
        AssertScriptLogin(await browser.ScriptAsync(Full));
    }

    [Fact]
    public async Task D08_Sessions_that_failed_together_do_not_come_back_together()
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.RotateRefreshTokens = false;   // the sessions are copies
        var members = await gateway.CopiesAsync(await gateway.SignedInAndForgottenAsync(), 60);
        gateway.Nats.Switches.Token.Fail(429);   // which opens no breaker
        gateway.Pass(5);
        foreach (var member in members) Assert.True((await gateway.SeeAsync(member)).IsDegraded());
        Assert.Equal(members.Length, gateway.Refreshes());

        // One second after the other, everybody clicks.
        gateway.Pass(0, 9);
        var back = new List<int>();
        for (var second = 10; second <= 15; second++)
        {
            var before = gateway.Refreshes();
            gateway.Pass(0, 1);
            foreach (var member in members) await gateway.SeeAsync(member);
            back.Add(gateway.Refreshes() - before);
        }

        Assert.Equal(members.Length, back.Sum());
        Assert.All(back, count => Assert.InRange(count, 0, members.Length / 2));
        Assert.InRange(back.Count(count => count > 0), 4, 6);
    }

    [Theory]
    [InlineData("40", 40, 46)]
    [InlineData("0", 10, 16)]
    [InlineData("soon", 10, 16)]
    [InlineData("86400", 300, 306)]      // nobody is forgotten for a day
    [InlineData("date", 37, 47)]
    public async Task D08_OP_that_asks_to_be_left_alone_is_left_alone_within_reason(string retryAfter, int least, int most)
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0"), ("ProviderOutageGrace", "1h")));
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.Token.FailFor(retryAfter == "date" ? (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(40)).ToString("R") : retryAfter);
        gateway.Pass(5);

        Assert.True((await gateway.SeeAsync(browser)).IsDegraded());
        gateway.Clock.Advance(TimeSpan.FromSeconds(least) - TimeSpan.FromMilliseconds(1));
        await gateway.SeeAsync(browser);
        Assert.Equal(1, gateway.Refreshes());
        gateway.Clock.Advance(TimeSpan.FromSeconds(most - least));
        await gateway.SeeAsync(browser);

        Assert.Equal(2, gateway.Refreshes());
        Assert.All(gateway.Log.Warnings, line => Assert.Equal(LogLevel.Warning, line.Level));
    }
}
