using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

public sealed class FirstJourneyTests
{
    [Fact]
    public async Task Full_member_signs_in_and_sees_the_page_asked_for_with_claims()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var page = await browser.SignInAsync("alice", "/members/full/a.php?x=1");

        Assert.Equal(200, page.Status);
        Assert.Equal("upstream:/members/full/a.php?x=1", page.Text);
        var received = gateway.Area.Last("/members/full/a.php");
        Assert.Equal("0", received["OIDC_CLAIM_trial"]);
        Assert.Equal("0", received["OIDC-CLAIM-trial"]);
        Assert.Equal("alice", received["REMOTE_USER"]);
        Assert.Equal("alice", received["Remote-User"]);
        Assert.NotNull(received["OIDC_access_token"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Trial_member_sees_the_unauthorized_page_under_full()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("bob");

        var page = await browser.GetAsync("/members/full/");

        Assert.Equal(401, page.Status);
        Assert.Equal("upstream:/members/unauth.php", page.Text);
        gateway.AssertQuiet();
    }
}
