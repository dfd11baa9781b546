using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>What the demo tells its visitors to try, done by a browser.</summary>
[Collection(ChromiumTests.Name)]
public sealed class SignInTests : IClassFixture<DemoStage>
{
    private readonly DemoStage _demo;

    public SignInTests(DemoStage demo) => (_demo = demo).PutBack();

    [Fact]
    public async Task Full_member_enters_from_the_start_page_and_everything_opens()
    {
        await using var visitor = await _demo.NewVisitorAsync();

        await visitor.OpenAsync("/");
        await visitor.FollowAsync("Enter the members area");
        await visitor.SeesAsync(Visitor.LoginHeading);
        Assert.StartsWith(_demo.Nats.Issuer, visitor.Page.Url, StringComparison.Ordinal);
        await visitor.PickAsync("alice");
        await visitor.SeesAsync("Hello, alice");
        await visitor.SeesTextAsync("0 (full member)");
        Assert.Equal("/members/", visitor.Path);
        var full = await visitor.FollowAsync("Open the full section");

        Assert.Equal(200, full.Status);
        await visitor.SeesAsync("Full section");
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Trial_member_sees_the_unauthorized_page_under_full()
    {
        await using var visitor = await _demo.SignedInAsync("bob");

        var full = await visitor.FollowAsync("Open the full section");

        Assert.Equal(401, full.Status);
        await visitor.SeesAsync("This page is not open to you");
        Assert.Equal("/members/full/", visitor.Path);
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Trial_member_who_upgrades_is_let_in_at_once_without_a_login()
    {
        await using var visitor = await _demo.SignedInAsync("bob");
        await using var switches = await _demo.NewVisitorAsync();

        await switches.OpenAsync(_demo.Nats.SwitchesUrl.ToString());
        await switches.Page.Locator("input[name=trial-bob][value='0']").CheckAsync();
        await switches.PressAsync("Apply");
        await switches.SeesTextAsync("Done.");
        var full = await visitor.FollowAsync("Open the full section");

        Assert.Equal(200, full.Status);
        await visitor.SeesAsync("Full section");
        Assert.Equal(1, _demo.Nats.Ledger.Count(NatsEndpoint.Authorize));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Trial_member_who_was_refused_upgrades_by_the_link_and_is_let_in()
    {
        await using var visitor = await _demo.SignedInAsync("bob");
        await visitor.FollowAsync("Open the full section");

        await visitor.FollowAsync("Upgrade");
        await visitor.Page.Locator("input[name=trial-bob][value='0']").CheckAsync();
        await visitor.PressAsync("Apply");
        await visitor.SeesTextAsync("Done.");

        // The refusal has asked NATS a moment ago, and the next question is allowed ten seconds later.
        await Eventually.TrueAsync(async () => (await visitor.OpenAsync("/members/full/")).Status == 200, "the page of the full members");
        await visitor.SeesAsync("Full section");
        Assert.Equal(1, _demo.Nats.Ledger.Count(NatsEndpoint.Authorize));
        _demo.AssertQuiet();
    }

    [Fact]
    public async Task Member_without_a_user_name_is_told_so_with_a_reference_number()
    {
        await using var visitor = await _demo.NewVisitorAsync();
        await visitor.OpenAsync("/members/");

        var answer = await visitor.Page.RunAndWaitForResponseAsync(() => visitor.PickAsync("nina"), response => response.Status is not 303);

        await visitor.SeesAsync("Your account has no user name");
        Assert.Equal(403, answer.Status);
        var reference = await visitor.Page.Locator("code").InnerTextAsync();
        Assert.Contains(reference, Assert.Single(_demo.Log.Warnings).Text, StringComparison.Ordinal);

        await visitor.OpenAsync("/members/");
        await visitor.PickAsync("alice");
        await visitor.SeesAsync("Hello, alice");
    }

    [Fact]
    public async Task Script_without_a_session_gets_JSON_that_says_where_to_log_in()
    {
        await using var visitor = await _demo.NewVisitorAsync(options => options.BypassCSP = true);   // pages of the demo have no scripts
        await visitor.OpenAsync("/");

        var answer = await visitor.Page.EvaluateAsync(
            "async () => { const r = await fetch('/members/news.php?x=1'); return { status: r.status, json: await r.json() } }");

        Assert.Equal(401, answer!.Value.GetProperty("status").GetInt32());
        Assert.Equal("login_required", answer.Value.GetProperty("json").GetProperty("error").GetString());
        Assert.Equal(_demo.Origin + "/members/news.php?x=1", answer.Value.GetProperty("json").GetProperty("login").GetString());
        Assert.Empty(await visitor.Context.CookiesAsync());
        _demo.AssertQuiet();
    }
}
