using System.Text.Json;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>The links of the headers page, and the way out: what the browser keeps of a member, and what not.</summary>
[Collection(ChromiumTests.Name)]
public sealed class HeadersPageTests : IClassFixture<DemoStage>
{
    private readonly DemoStage _demo;

    public HeadersPageTests(DemoStage demo) => (_demo = demo).PutBack();

    [Fact]
    public async Task Refresh_link_gives_a_new_access_token()
    {
        await using var visitor = await _demo.SignedInAsync("alice");
        await visitor.FollowAsync("Show all headers");
        await visitor.SeesAsync("Headers received");
        var before = await visitor.ReceivedAsync("OIDC-access-token");

        await visitor.FollowAsync("Refresh the tokens");
        await visitor.Page.WaitForURLAsync("**/headers.php");
        var after = await visitor.ReceivedAsync("OIDC-access-token");

        Assert.NotEqual(before, after);
        Assert.Equal("/members/headers.php", visitor.Path);
        Assert.Equal(1, _demo.Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token"));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Info_link_shows_the_session_as_JSON()
    {
        await using var visitor = await _demo.SignedInAsync("alice");
        await visitor.OpenAsync("/members/headers.php");
        var token = await visitor.ReceivedAsync("OIDC-access-token");

        var info = (await (await visitor.FollowAsync("Session info (JSON)")).JsonAsync())!.Value;

        Assert.Equal(token, info.GetProperty("access_token").GetString());
        Assert.Equal("alice", info.GetProperty("userinfo").GetProperty("username").GetString());
        Assert.DoesNotContain("refresh", JsonSerializer.Serialize(info), StringComparison.Ordinal);
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Logout_link_ends_at_the_start_page_through_NATS_and_a_login_is_asked_for_again()
    {
        await using var visitor = await _demo.SignedInAsync("alice");
        await visitor.OpenAsync("/members/headers.php");

        await visitor.FollowAsync("Log out");
        await visitor.SeesAsync("Welcome");
        Assert.Equal(_demo.Origin + "/", visitor.Page.Url);
        Assert.Equal(303, Assert.Single(_demo.Nats.Ledger.Of(NatsEndpoint.EndSession)).Status);

        await visitor.FollowAsync("Enter the members area");
        await visitor.SeesAsync(Visitor.LoginHeading);
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Back_after_login_leads_to_the_members_page_without_another_login()
    {
        await using var visitor = await _demo.NewVisitorAsync();
        await visitor.OpenAsync("/");
        await visitor.FollowAsync("Enter the members area");
        await visitor.PickAsync("alice");
        await visitor.SeesAsync("Hello, alice");

        // Behind the members page lies the login page; NATS knows alice by now and sends her on.
        await visitor.Page.GoBackAsync();
        await visitor.SeesAsync("Hello, alice");

        Assert.Equal("/members/", visitor.Path);
        Assert.Equal(1, _demo.Nats.Ledger.Count(NatsEndpoint.Token));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Back_after_logout_shows_no_page_of_the_member()
    {
        await using var visitor = await _demo.SignedInAsync("alice");
        await visitor.FollowAsync("Open the full section");
        await visitor.SeesAsync("Full section");
        await visitor.FollowAsync("Log out");
        await visitor.SeesAsync("Welcome");

        await visitor.Page.GoBackAsync();

        await visitor.SeesAsync(Visitor.LoginHeading);
        _demo.AssertQuiet();
    }
}
