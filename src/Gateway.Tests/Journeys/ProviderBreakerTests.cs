using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>One breaker per OP (corpus D12): what one OP fails says nothing of another, whatever site asks, and everything of itself.</summary>
public sealed class ProviderBreakerTests
{
    private const int Failures = 5;

    [Fact]
    public async Task D12_Breaker_of_one_OP_keeps_no_site_of_another_from_refresh_and_login()
    {
        await using var sites = await TwoSites.StartAsync(Tokens(("UserInfoRefreshInterval", "0")));
        var gateway = sites.Gateway;
        var (ofFirst, ofOther) = (await SignedInAsync(gateway, Failures + 1), sites.NewBrowserOfOther());
        await ofOther.SignInAsync("alice");
        var token = sites.OtherArea.Last(Page).Token();
        sites.Pass(4, 1);
        await OpenBreakerAsync(gateway, ofFirst);

        Assert.Equal(200, (await ofOther.GetAsync(Page)).Status);
        await gateway.LandedAsync();
        Assert.Equal(200, (await ofOther.GetAsync(Page)).Status);
        var page = await sites.NewBrowserOfOther().SignInAsync("bob", "/members/new.php");

        var seen = sites.OtherArea.Last(Page);
        Assert.Equal(1, sites.OtherNats.Ledger.Count(NatsEndpoint.Token, "refresh_token"));
        Assert.Equal((true, false), (seen.Token() != token, seen.IsDegraded()));
        Assert.Equal("upstream:/members/new.php", page.Text);
        await AssertLeftAloneAsync(gateway, ofFirst[^1], gateway.NewBrowser());
    }

    [Fact]
    public async Task D12_Two_sites_of_one_OP_share_its_breaker()
    {
        await using var gateway = await GatewayHost.StartAsync(
            Tokens(("UserInfoRefreshInterval", "0")), file => Some.SiteBeside(file), nats: options => options with { Clients = [Some.ClientOfBoth(options.Clients[0])] });
        var (ofFirst, beside) = (await SignedInAsync(gateway, Failures), gateway.NewBrowser("https://b.example"));
        await beside.SignInAsync("alice");
        gateway.Pass(4, 1);
        await OpenBreakerAsync(gateway, ofFirst);

        await AssertLeftAloneAsync(gateway, beside, gateway.NewBrowser("https://b.example"));
    }

    [Fact]
    public async Task E45_OP_that_fails_revocations_alone_signs_members_in_and_after_a_few_is_not_asked_for_them()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var members = await SignedInAsync(gateway, Failures - 1);
        gateway.Clock.Advance(TimeSpan.FromSeconds(31));   // what succeeded is past what the breaker looks back on
        gateway.Nats.Switches.Revocation.Fail(500);

        foreach (var member in members)
        {
            Assert.Equal(302, (await member.GetAsync($"{GatewayHost.Vanity}?logout=/")).Status);
            await VanityStage.RevokedAsync(gateway);
        }

        Assert.Equal(Failures, gateway.Nats.Ledger.Count(NatsEndpoint.Revocation));   // of eight
        Assert.Equal("upstream:/members/new.php", (await gateway.NewBrowser().SignInAsync("alice", "/members/new.php")).Text);
    }

    private static async Task<Browser[]> SignedInAsync(GatewayHost gateway, int count)
    {
        var browsers = new Browser[count];
        for (var at = 0; at < count; at++) browsers[at] = await gateway.SignedInAsync("alice");
        return browsers;
    }

    private static async Task OpenBreakerAsync(GatewayHost gateway, Browser[] members)
    {
        gateway.Nats.Switches.Token.Fail(503);
        foreach (var member in members[..Failures])
        {
            await gateway.SeeAsync(member);
            await gateway.LandedAsync();
        }

        Assert.Equal(Failures, gateway.Refreshes());
    }

    // Neither for a session in its window nor for a visitor is the OP asked.
    private static async Task AssertLeftAloneAsync(GatewayHost gateway, Browser member, Browser visitor)
    {
        gateway.Nats.Ledger.Clear();

        await gateway.SeeAsync(member);
        await gateway.LandedAsync();
        Proof.ErrorPage(gateway, await visitor.GetAsync(Page), 503, "sign_in_unavailable");

        Assert.Empty(gateway.Nats.Ledger.Calls);
    }
}
