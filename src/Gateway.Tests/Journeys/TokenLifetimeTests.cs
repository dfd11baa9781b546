using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>How long the OP says that a token lives, and when its refresh begins by that (corpus A54, D13).</summary>
public sealed class TokenLifetimeTests
{
    [Fact]
    public async Task D13_Window_longer_than_life_costs_one_refresh_per_half_lifetime()
    {
        await using var gateway = await GatewayHost.StartAsync(
            Tokens(("UserInfoRefreshInterval", "0"), ("RefreshBeforeExpiry", "60s")), nats: options => options with { AccessTokenLifetime = TimeSpan.FromSeconds(30) });
        var browser = await gateway.SignedInAndForgottenAsync();

        var perSecond = new List<int>();
        for (var second = 0; second < 61; second++)
        {
            var token = (await gateway.SeeAsync(browser)).Token();
            if (second > 0 && second % 15 == 0) await gateway.RefreshedAsync(second / 15);
            perSecond.Add(gateway.Refreshes());
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, perSecond[14]);
        Assert.Equal(1, perSecond[15]);
        Assert.Equal(1, perSecond[29]);
        Assert.Equal(2, perSecond[30]);
        Assert.Equal(4, perSecond[60]);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("60s", 240)]
    [InlineData("10s", 290)]
    [InlineData("10m", 150)]
    [InlineData("0", 300)]
    public async Task Refresh_begins_when_the_setting_or_half_the_lifetime_is_left(string setting, int seconds)
    {
        await using var gateway = await TokensOnlyAsync(("RefreshBeforeExpiry", setting));
        var browser = await gateway.SignedInAndForgottenAsync();

        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        var token = (await gateway.SeeAsync(browser)).Token();
        Assert.Equal(0, gateway.Refreshes());
        gateway.Clock.Advance(TimeSpan.FromTicks(1));
        await gateway.SeeAsync(browser);
        await gateway.RefreshedAsync();

        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"300\"", 300.0)]
    [InlineData("300.7", 300.7)]
    [InlineData("1e300", 315360000.0)]
    public async Task A54_Lifetime_is_read_as_far_as_it_makes_sense(string? json, double? seconds)
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.TokenResponse = answer => SetLifetime(answer, json);
        var browser = await gateway.SignedInAndForgottenAsync();
        var start = gateway.Clock.GetUtcNow();

        var seen = await gateway.SeeAsync(browser);
        Assert.Equal(seconds is null ? null : DateTimeOffset.FromUnixTimeSeconds((start + TimeSpan.FromSeconds(seconds.Value)).ToUnixTimeSeconds()), seen.Expires());
        gateway.Pass(3, 59);
        await gateway.SeeAsync(browser);
        Assert.Equal(0, gateway.Refreshes());
        gateway.Pass(300);
        var later = await gateway.SeeAsync(browser);

        Assert.Equal(seconds is 300.0 or 300.7 ? 1 : 0, gateway.Refreshes());
        Assert.Equal(seconds is 300.0 or 300.7, later.Token() != seen.Token());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    public async Task A54_Token_that_is_expired_at_once_is_refreshed_at_most_every_ten_seconds(string json)
    {
        await using var gateway = await TokensOnlyAsync();
        gateway.Nats.Switches.TokenResponse = answer => SetLifetime(answer, json);
        var browser = await gateway.SignedInAsync("alice");

        for (var i = 0; i < 5; i++) await gateway.SeeAsync(browser);
        Assert.Equal(1, gateway.Refreshes());
        gateway.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        await gateway.SeeAsync(browser);
        Assert.Equal(1, gateway.Refreshes());
        gateway.Clock.Advance(TimeSpan.FromTicks(1));
        for (var i = 0; i < 5; i++) await gateway.SeeAsync(browser);

        Assert.Equal(2, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    private static void SetLifetime(JsonObject answer, string? json)
    {
        answer.Remove("expires_in");
        if (json is not null) answer["expires_in"] = JsonNode.Parse(json);
    }
}
