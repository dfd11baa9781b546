using System.Net.Sockets;
using Gateway.Sessions;
using System.Text;
using Gateway.Tests.Sabotage;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>Tokens stay fresh, once for all requests of a session, and nobody waits for it who need not.</summary>
public sealed class TokenRefreshTests
{
    [Fact]
    public async Task D01_Fifty_requests_in_the_window_cost_one_refresh_and_nobody_waits()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(4, 1);
        var gate = gateway.Nats.Switches.Token.Hold();

        var pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => browser.GetAsync($"/members/{i}.php")));

        Assert.All(pages, page => Assert.Equal(200, page.Status));
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(old, gateway.Area.Last($"/members/{i}.php").Token()));
        await gate.ArrivedAsync();
        gate.Open();
        await gateway.LandedAsync();
        var after = await gateway.SeeAsync(browser);
        Assert.NotEqual(old, after.Token());
        Assert.False(after.IsDegraded());
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D01_Fifty_requests_after_the_end_of_the_token_wait_for_the_one_call_and_see_the_new_token()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(5);
        var gate = gateway.Nats.Switches.Token.Hold();

        var before = gateway.Clock.Timers(LongestWait);
        var pages = Enumerable.Range(0, 50).Select(i => browser.GetAsync($"/members/{i}.php")).ToArray();
        await gateway.WaitingAsync(LongestWait, 50, before);
        Assert.DoesNotContain(pages, page => page.IsCompleted);
        gate.Open();

        Assert.All(await Task.WhenAll(pages), page => Assert.Equal(200, page.Status));
        var seen = Assert.Single(Enumerable.Range(0, 50).Select(i => gateway.Area.Last($"/members/{i}.php").Token()).Distinct());
        Assert.NotEqual(old, seen);
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D28_Answer_that_the_store_does_not_take_is_kept_and_stored_when_the_store_is_back()
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0")), services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(4, 1);
        var gate = gateway.Nats.Switches.Token.HoldAnswer();
        await gateway.SeeAsync(browser);
        await gate.ArrivedAsync();

        // The OP has rotated the refresh token; the store goes away before the new one is written.
        store!.Fault = () => new SessionStoreUnavailableException("away");
        var before = gateway.Clock.Timers(TimeSpan.FromSeconds(1));
        gate.Open();
        await gateway.WaitingAsync(TimeSpan.FromSeconds(1), 1, before);
        Assert.Equal(503, (await browser.GetAsync(Page)).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await gateway.WaitingAsync(TimeSpan.FromSeconds(1), 2, before);
        store.Fault = null;
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await gateway.LandedAsync();

        Assert.NotEqual(old, (await gateway.SeeAsync(browser)).Token());
        gateway.Pass(4, 30);
        var second = (await gateway.SeeAsync(browser)).Token();
        await gateway.RefreshedAsync(2);   // by the refresh token that was kept
        Assert.NotEqual(second, (await gateway.SeeAsync(browser)).Token());
        Assert.Equal(2, gateway.Refreshes());
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public async Task I03_Refresh_that_is_due_at_a_store_that_takes_no_writes_is_not_posted_and_the_member_goes_on(int minutes, bool degraded)
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0")), services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(minutes, 1);

        store!.WriteFault = () => new SessionStoreUnavailableException("replica") { Outage = StoreOutage.ReadOnly };
        for (var i = 0; i < 3; i++)
        {
            var seen = await gateway.SeeAsync(browser, Full);
            Assert.Equal((old, degraded), (seen.Token(), seen.IsDegraded()));
        }

        await gateway.LandedAsync();   // the last attempt too, which the next request would join
        Assert.Equal(0, gateway.Refreshes());
        store.WriteFault = null;
        await gateway.SeeAsync(browser);
        await gateway.RefreshedAsync();
        Assert.NotEqual(old, (await gateway.SeeAsync(browser)).Token());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D03_After_two_seconds_a_request_goes_on_as_in_an_outage_and_the_late_answer_still_counts()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(5);
        var gate = gateway.Nats.Switches.Token.Hold();

        for (var i = 0; i < 3; i++)
        {
            var before = gateway.Clock.Timers(LongestWait);
            var page = gateway.SeeAsync(browser, Full);
            await gateway.WaitingAsync(LongestWait, 1, before);
            await gate.ArrivedAsync();
            gateway.Clock.Advance(LongestWait - TimeSpan.FromTicks(1));
            Assert.False(page.IsCompleted);
            gateway.Clock.Advance(TimeSpan.FromTicks(1));
            var seen = await page;
            Assert.Equal(old, seen.Token());
            Assert.True(seen.IsDegraded());
        }

        gate.Open();
        await gateway.LandedAsync();
        var after = await gateway.SeeAsync(browser);
        Assert.NotEqual(old, after.Token());
        Assert.False(after.IsDegraded());
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D11_Browser_that_leads_the_refresh_goes_away_and_the_refresh_ends_well()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(5);
        var gate = gateway.Nats.Switches.Token.Hold();

        using (var leader = new TcpClient())
        {
            await leader.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
            await leader.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET /members/ HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\nCookie: __Host-gateway={browser.SessionCookie}\r\n\r\n"),
                TestContext.Current.CancellationToken);
            await gate.ArrivedAsync();
            leader.Client.Close(0);
        }

        var before = gateway.Clock.Timers(LongestWait);
        var follower = gateway.SeeAsync(browser);
        await gateway.WaitingAsync(LongestWait, 1, before);
        gate.Open();

        Assert.NotEqual(old, (await follower).Token());
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task D14_Answer_without_a_refresh_token_keeps_the_old_one()
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.RotateRefreshTokens = false;
        var browser = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.TokenResponse = answer => answer.Remove("refresh_token");

        for (var i = 0; i < 2; i++)
        {
            gateway.Pass(5);
            await gateway.SeeAsync(browser);
        }

        var posted = gateway.Nats.Ledger.Of(NatsEndpoint.Token).Select(call => call.Form["refresh_token"]).ToArray();
        Assert.Equal(2, posted.Length);
        Assert.NotNull(posted[0]);
        Assert.Equal(posted[0], posted[1]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task PHP_gets_the_refreshed_token_and_its_new_end()
    {
        await using var gateway = await TokensOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var first = await gateway.SeeAsync(browser);
        Assert.Equal(gateway.Clock.GetUtcNow().AddMinutes(5), first.Expires());
        gateway.Pass(5);

        var second = await gateway.SeeAsync(browser);

        var issued = JsonNode.Parse(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Body!)!["access_token"]!.GetValue<string>();
        Assert.Equal(issued, second.Token());
        Assert.Equal(issued, second["OIDC-access-token"]);
        Assert.Equal(gateway.Clock.GetUtcNow().AddMinutes(5), second.Expires());
        gateway.AssertNoSecrets(first.Token(), second.Token(), browser.SessionCookie);
        gateway.AssertQuiet();
    }
}
