using Gateway.Demo;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>
/// What a refused member sees, row by row of design 7, in a real browser: the page with its way on, and what a script of the site is told.
/// </summary>
[Collection(ChromiumTests.Name)]
public sealed class RefusalTableTests(DemoStage demo, SharedChromium chromium) : IClassFixture<DemoStage>
{
    [Fact]
    public async Task Visitor_is_led_to_the_login_and_a_script_is_told_to_log_in()
    {
        demo.PutBack();
        await using var visitor = await NewVisitorAsync(demo);

        await AssertScriptAsync(visitor, "/members/", 401, "login_required");
        await visitor.OpenAsync("/members/?from=mail");

        await visitor.SeesAsync(Visitor.LoginHeading);
        demo.AssertQuiet();
    }

    [Fact]
    public async Task Trial_member_sees_the_sites_own_page_and_a_script_is_told_denied()
    {
        demo.PutBack();
        await using var visitor = await SignedInAsync(demo, "bob");

        await AssertScriptAsync(visitor, "/members/full/", 401, "denied");
        var page = await visitor.OpenAsync("/members/full/");

        Assert.Equal(401, page.Status);
        await visitor.SeesAsync("This page is not open to you");
        demo.AssertQuiet();
    }

    [Fact]
    public async Task Trial_member_of_a_site_without_such_a_page_sees_ours_with_a_way_on()
    {
        await using var plain = new DemoStage(chromium) { Change = TakeOut.SiteValue(nameof(Site.Pages), site => site.Pages with { Unauthorized = null }) };
        await plain.InitializeAsync();
        await using var visitor = await SignedInAsync(plain, "bob");

        var page = await visitor.OpenAsync("/members/full/");
        await visitor.SeesAsync("Your membership does not include this page");
        var axe = await Appearance.JudgeAsync(visitor.Page, "refused-built-in");
        await visitor.FollowAsync("To the first page");

        Assert.Equal(401, page.Status);
        Assert.Empty(axe);
        Assert.Equal("/", visitor.Path);
        plain.AssertQuiet();
    }

    [Fact]
    public async Task Member_whose_refresh_was_refused_goes_to_NATS_again_and_a_script_is_told_to_log_in()
    {
        demo.PutBack();
        await using var visitor = await SignedInAsync(demo, "alice");
        await visitor.OpenAsync("/members/headers.php");
        var logins = demo.Nats.Ledger.Count(NatsEndpoint.Authorize);
        demo.Nats.Switches.RefuseRefreshes = "invalid_grant";

        // The script follows the link back to a page that is closed to it by then.
        var told = await visitor.Page.EvaluateAsync<string>("""
            async () => {
              const link = [...document.links].find(one => one.textContent === 'Refresh the tokens');
              const answer = await fetch(link.href);
              return `${answer.status} ${(await answer.json()).error}`;
            }
            """);
        await visitor.OpenAsync("/members/");

        Assert.Equal("401 login_required", told);
        await visitor.SeesAsync("Hello, alice");
        Assert.Equal(logins + 1, demo.Nats.Ledger.Count(NatsEndpoint.Authorize));   // NATS knows the browser, and asked nothing
        demo.AssertQuiet();
    }

    [Fact]
    public async Task Visitor_who_cannot_sign_in_because_NATS_is_away_is_told_so_and_so_is_a_script()
    {
        await using var away = new DemoStage(chromium);
        await away.InitializeAsync();
        away.Nats.Switches.Down = true;
        await using var visitor = await NewVisitorAsync(away);

        await AssertScriptAsync(visitor, "/members/", 503, "sign_in_unavailable");
        var page = await visitor.OpenAsync("/members/");

        Assert.Equal(503, page.Status);
        await visitor.SeesAsync("Sign-in is briefly unavailable");
        await visitor.SeesTextAsync("Try again now");
    }

    [Fact]
    public async Task Member_stays_signed_in_while_the_store_is_away_and_the_page_comes_back_by_itself()
    {
        demo.PutBack();
        await using var visitor = await SignedInAsync(demo, "alice");
        demo.Store.Fault = () => new SessionStoreUnavailableException("away");

        await AssertScriptAsync(visitor, "/members/", 503, "session_store_unavailable");
        var page = await visitor.OpenAsync("/members/");
        await visitor.SeesAsync("The site is briefly unavailable");
        demo.Store.Fault = null;
        await visitor.Page.WaitForFunctionAsync("document.querySelector('h1')?.textContent === 'Hello, alice'");

        Assert.Equal(503, page.Status);
        Assert.Equal("/members/", visitor.Path);
    }

    [Fact]
    public async Task Page_of_an_absent_store_is_fit_to_read()
    {
        demo.PutBack();
        await using var visitor = await SignedInAsync(demo, "alice");
        demo.Store.Fault = () => new SessionStoreUnavailableException("away");
        await visitor.Page.RouteAsync("**/members/", WithoutRefreshAsync);   // else it would go on in the middle of the judgement

        await visitor.OpenAsync("/members/");
        await visitor.SeesAsync("The site is briefly unavailable");

        Assert.Empty(await Appearance.JudgeAsync(visitor.Page, "store-away"));
    }

    [Fact]
    public async Task Everybody_is_told_when_the_upstream_is_down()
    {
        var port = FreePort.TakeThree();
        var nowhere = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await using var gateway = await DemoGateway.StartAsync(port, demo.Nats.MetadataUrl, nowhere, CancellationToken.None, demo.LogHere);
        await using var visitor = await demo.NewVisitorAsync(options => (options.BaseURL, options.BypassCSP) = ($"http://localhost:{port}", true));

        await AssertScriptAsync(visitor, "/", 502, "upstream_unreachable");
        var page = await visitor.OpenAsync("/");

        Assert.Equal(502, page.Status);
        await visitor.SeesAsync("The site does not answer");
        await visitor.FollowAsync("Try again");
        await visitor.SeesAsync("The site does not answer");
    }

    [Fact]
    public async Task Damaged_address_is_refused_with_a_way_on()
    {
        demo.PutBack();
        await using var visitor = await NewVisitorAsync(demo);

        await AssertScriptAsync(visitor, "/members/%2Fetc", 400, "path_refused");
        var page = await visitor.OpenAsync("/members/%2Fetc");
        await visitor.SeesAsync("This address cannot be opened");
        await visitor.FollowAsync("To the first page");

        Assert.Equal(400, page.Status);
        Assert.Equal("/", visitor.Path);
        demo.AssertQuiet();
    }

    // The demo's own pages let no script run; a test may.
    private static Task<Visitor> NewVisitorAsync(DemoStage stage) => stage.NewVisitorAsync(options => options.BypassCSP = true);

    private static async Task<Visitor> SignedInAsync(DemoStage stage, string member)
    {
        var visitor = await NewVisitorAsync(stage);
        await visitor.OpenAsync("/members/");
        await visitor.PickAsync(member);
        await visitor.SeesAsync($"Hello, {member}");
        return visitor;
    }

    private static async Task WithoutRefreshAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        await route.FulfillAsync(new() { Response = answer, Headers = answer.Headers.Where(header => header.Key != "refresh") });
    }

    // A fetch by a page of the site, as its scripts make them.
    private static async Task AssertScriptAsync(Visitor visitor, string target, int status, string error)
    {
        await visitor.OpenAsync("/");
        var told = await visitor.Page.EvaluateAsync<string>(
            "async target => { const answer = await fetch(target); const json = await answer.json(); return `${answer.status} ${json.error} ${json.reference}` }", target);

        Assert.Matches($"^{status} {error} [2-9A-Z]{{10}}$", told);
    }
}
