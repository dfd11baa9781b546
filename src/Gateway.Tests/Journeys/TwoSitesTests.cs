using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A session, a cookie, a state or a callback of one site is worth nothing at another.</summary>
public sealed class TwoSitesTests
{
    [Fact]
    public async Task A07_Callback_of_one_site_is_refused_at_another_with_both_cookies_and_costs_no_call()
    {
        await using var sites = await TwoSites.StartAsync();
        var (atA, atB) = (sites.Gateway.NewBrowser(), sites.NewBrowserOfOther());
        var callback = await atA.ReachCallbackAsync("alice");
        Assert.Equal(302, (await atB.GetAsync("/members/")).Status);
        var both = ("Cookie", $"__Host-gateway-login={atA.BindingCookie}; __Host-gateway-login={atB.BindingCookie}");
        var crossed = callback.Replace(GatewayHost.Origin, TwoSites.OtherOrigin, StringComparison.Ordinal);

        foreach (var cookies in (string[])[$"__Host-gateway-login={atA.BindingCookie}", both.Item2])
        {
            var answer = await atB.GetAsync(crossed, ("Cookie", cookies));

            Proof.ErrorPage(sites.Gateway, answer, 400, "callback_state_unknown");
            Assert.Null(atB.SessionCookie);
        }

        sites.AssertNoCall();
        Assert.Equal("upstream:/members/", (await atA.OpenAsync(callback)).Text);
        sites.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task A45_A_code_goes_to_the_token_endpoint_of_the_site_of_its_state_only()
    {
        await using var sites = await TwoSites.StartAsync();
        var (atA, atB) = (sites.Gateway.NewBrowser(), sites.NewBrowserOfOther());
        var fromFirst = Callback.Of(await atA.ReachCallbackAsync("alice"));
        var ofOther = Callback.Of(await atB.ReachCallbackAsync("alice"));

        var named = await atB.GetAsync(ofOther.With($"code={fromFirst.Code}&state={ofOther.State}&iss={fromFirst.Issuer}"));
        Proof.ErrorPage(sites.Gateway, named, 400, "callback_issuer");
        sites.AssertNoCall();
        var mixed = await atB.GetAsync(ofOther.With($"code={fromFirst.Code}&state={ofOther.State}&iss={ofOther.Issuer}"));

        Assert.Equal(0, sites.Gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(Uri.UnescapeDataString(fromFirst.Code), Assert.Single(sites.OtherNats.Ledger.Of(NatsEndpoint.Token)).Form["code"]);
        Proof.ErrorPage(sites.Gateway, mixed, 400, "token_invalid_grant");
        Assert.Null(atB.SessionCookie);
        Assert.Equal("upstream:/members/", (await atA.OpenAsync(fromFirst.Url)).Text);
    }

    [Theory]
    [InlineData("https://a.example:8443", null, true)]
    [InlineData("https://shop.a.example", null, false)]
    [InlineData("https://shop.a.example", "a.example", true)]
    [InlineData("https://shopa.example", "a.example", false)]
    public async Task C13_C14_The_session_cookie_of_a_site_at_the_same_host_or_of_a_domain_around_it_is_ours_too(string origin, string? domain, bool isOurs)
    {
        await using var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [new NatsClient(GatewayHost.ClientId, GatewayHost.ClientSecret)] }, new WatchedClock(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)));
        await using var area = await FakeMembersArea.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(file: file =>
        {
            TwoSites.AddSite(file, "b", origin, nats, area);
            file["Sites"]!["a"]!["Session"] = new JsonObject { ["Cookie"] = new JsonObject { ["Name"] = "elsewhere" } };
            if (domain is not null) file["Sites"]!["a"]!["Session"]!["Cookie"]!["Domain"] = domain;
        });
        area.Answers["/"] = context =>
        {
            context.Response.Headers.SetCookie = new[] { "a=1", "__Host-elsewhere=x; Secure; Path=/", "__Secure-elsewhere=x; Secure" };
            return Task.CompletedTask;
        };

        var answer = await new Browser(gateway.Address, nats, origin).GetAsync("/", ("Cookie", "a=1; __Host-elsewhere=x; __Secure-elsewhere=y"));

        Assert.Equal(isOurs ? "a=1" : "a=1; __Host-elsewhere=x; __Secure-elsewhere=y", area.Last("/")["Cookie"]);
        Assert.Equal(isOurs ? 1 : 3, answer.SetCookies.Count);
    }

    [Fact]
    public async Task C22_A_session_cookie_of_one_site_is_none_at_another_and_counts_no_activity()
    {
        await using var sites = await TwoSites.StartAsync();
        var atA = await sites.Gateway.SignedInAsync("alice");
        sites.Gateway.Clock.Advance(TimeSpan.FromMinutes(2));   // a request at its own site would now extend it

        var answer = await sites.NewBrowserOfOther().GetAsync("/members/", ("Cookie", "__Host-gateway=" + atA.SessionCookie));
        var script = await sites.NewBrowserOfOther().GetAsync("/members/", ("Cookie", "__Host-gateway=" + atA.SessionCookie), ("X-Requested-With", "XMLHttpRequest"));

        Assert.Equal((302, 401), (answer.Status, script.Status));
        Assert.StartsWith(sites.OtherNats.Issuer, answer.Header("Location"), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        Assert.Empty(sites.Store.Touches);
        Assert.Empty(sites.OtherArea.Requests);
        Assert.Equal(200, (await atA.GetAsync("/members/")).Status);
        Assert.Single(sites.Store.Touches);
        sites.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task C04_A_body_that_was_copied_into_the_key_space_of_another_site_opens_nothing()
    {
        await using var sites = await TwoSites.StartAsync();
        var atA = await sites.Gateway.SignedInAsync("alice");
        var (key, body) = Assert.Single(sites.Store.Bodies);
        await sites.Store.CreateAsync(key.Replace("gw:a:", "gw:b:", StringComparison.Ordinal), body, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);

        var answer = await sites.NewBrowserOfOther().GetAsync("/members/", ("Cookie", "__Host-gateway=" + atA.SessionCookie));

        Assert.Equal(302, answer.Status);
        Assert.Empty(sites.OtherArea.Requests);
        Assert.Contains("A session of site b does not open", Assert.Single(sites.Gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C20_A_planted_session_of_another_site_holds_nothing_after_the_login()
    {
        await using var sites = await TwoSites.StartAsync();
        var mallory = await sites.Gateway.SignedInAsync("bob");
        var victim = sites.NewBrowserOfOther();
        victim.Cookies["__Host-gateway"] = mallory.SessionCookie!;

        await victim.SignInAsync("alice");

        Assert.NotEqual(mallory.SessionCookie, victim.SessionCookie);
        Assert.Equal(302, (await sites.NewBrowserOfOther().GetAsync("/members/", ("Cookie", "__Host-gateway=" + mallory.SessionCookie))).Status);
        Assert.Equal(200, (await mallory.GetAsync("/members/")).Status);
        Assert.Equal("alice", sites.OtherArea.Last("/members/")["REMOTE_USER"]);
        sites.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_logout_at_one_site_leaves_the_session_at_another()
    {
        await using var sites = await TwoSites.StartAsync();
        var atA = await sites.Gateway.SignedInAsync("alice");
        var atB = sites.NewBrowserOfOther();
        await atB.SignInAsync("alice");

        await atA.GetAsync(GatewayHost.Vanity + "?logout=get");

        Assert.Equal(302, (await atA.GetAsync("/members/")).Status);
        Assert.Equal(200, (await atB.GetAsync("/members/")).Status);
    }
}
