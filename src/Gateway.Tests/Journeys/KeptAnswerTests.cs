using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>The OP has rotated the refresh token and the store does not take the answer: it is kept and tried again, also when the process stops.</summary>
public sealed class KeptAnswerTests
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LinkWait = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task D28_Refresh_link_says_that_it_failed_and_the_answer_is_stored_when_the_store_is_back()
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0")), services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        var gate = gateway.Nats.Switches.Token.HoldAnswer();
        var (waits, tries) = (gateway.Clock.Timers(LinkWait), gateway.Clock.Timers(Again));
        var click = browser.RefreshLinkAsync(old);
        await gate.ArrivedAsync();
        await gateway.WaitingAsync(LinkWait, 1, waits);

        store!.Fault = () => new SessionStoreUnavailableException("away");
        gate.Open();
        await Task.WhenAny(click, gateway.WaitingAsync(Again, 1, tries));
        Assert.False(click.IsCompleted);
        var page = await browser.GetAsync(Page);
        Assert.Equal((503, null), (page.Status, page.Header("Location")));
        Assert.Empty(page.SetCookies);
        gateway.Clock.Advance(LinkWait);
        Assert.Equal("/members/back.php?error_code=refresh_failed", (await click).Header("Location"));
        await gateway.WaitingAsync(Again, 2, tries);
        store.Fault = null;
        gateway.Clock.Advance(Again);
        await gateway.LandedAsync();

        var seen = (await gateway.SeeAsync(browser)).Token();
        Assert.NotEqual(old, seen);
        Assert.Equal("/members/back.php", (await browser.RefreshLinkAsync(seen)).Header("Location"));   // by the refresh token that was kept
        Assert.Equal(2, gateway.Refreshes());
    }

    [Fact]
    public async Task D28_Process_that_stops_tries_on_until_the_store_has_taken_the_answer()
    {
        await using var gateway = await TokensOnlyAsync();
        var store = new BrokenStore(gateway.StoreOf());
        var node = await gateway.StartNodeAsync(services => services.UseStore(store));
        var browser = await gateway.SignedInAndForgottenAsync();
        var old = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(4, 1);
        var gate = gateway.Nats.Switches.Token.HoldAnswer();
        await gateway.SeeAsync(browser.At(node));
        await gate.ArrivedAsync();
        store.Fault = () => new SessionStoreUnavailableException("away");
        var tries = gateway.Clock.Timers(Again);
        gate.Open();
        await gateway.WaitingAsync(Again, 1, tries);

        var stopped = node.DisposeAsync().AsTask();
        await Task.WhenAny(stopped, gateway.WaitingAsync(Again, 3, tries));
        Assert.False(stopped.IsCompleted);
        store.Fault = null;
        await stopped;

        Assert.NotEqual(old, (await gateway.SeeAsync(browser)).Token());
        gateway.AssertQuiet();
    }
}
