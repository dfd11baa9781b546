using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>How long Gateway waits for the OP, and how often it reads its documents, where the owner says so.</summary>
public sealed class ProviderTimingTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Token_call_of_a_login_ends_after_the_wait_of_the_owner()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["CallTimeout"] = "2s");
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice");
        gateway.Nats.Switches.Token.NeverAnswer();
        var timers = gateway.Clock.Timers(Wait);

        var pending = browser.GetAsync(callback);
        await gateway.WaitingAsync(Wait, 1, timers);
        gateway.Clock.Advance(Wait);

        Proof.ErrorPage(gateway, await pending, 502, "op_timeout");
    }

    [Fact]
    public async Task Metadata_are_waited_for_as_long_as_the_owner_says()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["MetadataTimeout"] = 2);
        gateway.Nats.Switches.Metadata.NeverAnswer();
        var timers = gateway.Clock.Timers(Wait);

        var pending = gateway.NewBrowser().GetAsync("/members/");
        await gateway.WaitingAsync(Wait, 1, timers);
        gateway.Clock.Advance(Wait);

        Proof.ErrorPage(gateway, await pending, 503, "sign_in_unavailable");
    }

    [Fact]
    public async Task Refresh_has_its_minute_whatever_the_owner_says()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["CallTimeout"] = "1s");
        var alice = await gateway.SignedInAsync("alice");
        gateway.Nats.Switches.Token.NeverAnswer();
        gateway.Clock.Advance(TimeSpan.FromMinutes(4.5));
        var timers = gateway.Clock.Timers(ProviderPipeline.RefreshLimit);

        var page = await alice.GetAsync("/members/");
        await gateway.WaitingAsync(ProviderPipeline.RefreshLimit, 1, timers);

        Assert.Equal("upstream:/members/", page.Text);
    }

    [Theory]
    [InlineData("30s", 31, 2)]
    [InlineData("30s", 29, 1)]
    [InlineData("2h", 3601, 1)]
    [InlineData(null, 3601, 2)]
    public async Task Metadata_and_keys_are_read_again_after_the_interval_of_the_owner(string? interval, int seconds, int expected)
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            if (interval is not null) site["Provider"]!["MetadataRefreshInterval"] = interval;
        });
        await gateway.NewBrowser().GetAsync("/members/");

        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await gateway.NewBrowser().GetAsync("/members/");
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Jwks, expected, TestContext.Current.CancellationToken);

        Assert.Equal((expected, expected), (gateway.Nats.Ledger.Count(NatsEndpoint.Metadata), gateway.Nats.Ledger.Count(NatsEndpoint.Jwks)));
    }
}
