using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>From a good token answer to the session: userinfo, the user name, the sessions before.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Userinfo_is_asked_once_signed_or_plain_as_agreed_on(bool asJwt)
    {
        await using var gateway = await StartAsync(asksSigned: asJwt, sendsSigned: asJwt);
        var browser = gateway.NewBrowser();

        var page = await browser.SignInAsync("alice", "/members/full/a.php");

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Assert.Equal("alice@members.example", gateway.Area.Last("/members/full/a.php")["OIDC_CLAIM_email"]);
        var call = Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.UserInfo));
        Assert.Equal(("GET", "Bearer"), (call.Method, call.AuthorizationKind));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true, false, "userinfo_unsigned")]
    [InlineData(false, true, "userinfo_signed_unasked")]
    public async Task Userinfo_of_the_other_kind_is_refused(bool asksSigned, bool sendsSigned, string reason)
    {
        await using var gateway = await StartAsync(asksSigned, sendsSigned);
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice", "/members/a.php"));

        await AssertNoSessionAsync(gateway, browser, answer, 502, reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Userinfo_about_another_member_is_refused(bool asJwt)
    {
        await using var gateway = await StartAsync(asJwt, asJwt);
        gateway.Nats.Switches.UserInfoClaims = claims => claims["sub"] = gateway.Nats.Members["bob"].Subject;
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice", "/members/a.php"));

        await AssertNoSessionAsync(gateway, browser, answer, 502, "userinfo_subject");
    }

    [Fact]
    public async Task Member_without_a_user_name_gets_403_and_no_session()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var binding = (await browser.GetAsync("/members/")).SetCookies;

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("nina", "/members/a.php"));

        await AssertNoSessionAsync(gateway, browser, answer, 403, "no_user_name");
        Assert.Contains(browser.BindingCookie!, Assert.Single(binding), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C20_Login_makes_a_new_session_and_removes_the_one_that_was_planted()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var attacker = await gateway.SignedInAsync("bob");
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var victim = gateway.NewBrowser();
        var callback = await victim.ReachCallbackAsync("alice", "/members/a.php");
        var binding = victim.BindingCookie;
        victim.Cookies["__Host-gateway"] = attacker.SessionCookie!;

        var page = await victim.OpenAsync(callback);
        var afterwards = await attacker.GetAsync("/members/");

        Assert.Equal("upstream:/members/a.php", page.Text);
        Assert.Equal("alice", gateway.Area.Last("/members/a.php")["Remote-User"]);
        Assert.NotEqual(attacker.SessionCookie, victim.SessionCookie);
        Assert.NotEqual(binding, victim.BindingCookie);
        Proof.Login(gateway, afterwards);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C20_Second_login_of_a_browser_ends_its_first_session()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("bob");
        var first = browser.SessionCookie!;
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var start = await browser.GetAsync("/members/", ("Cookie", "__Host-gateway-login=" + browser.BindingCookie));

        await browser.OpenAsync(await browser.AnswerOfProviderAsync(start, "alice"));
        var withFirst = await browser.GetAsync("/members/", ("Cookie", "__Host-gateway=" + first));
        var withSecond = await browser.GetAsync("/members/b.php");

        Assert.NotEqual(first, browser.SessionCookie);
        Proof.Login(gateway, withFirst);
        Assert.Equal("upstream:/members/b.php", withSecond.Text);
        Assert.Equal("alice", gateway.Area.Last("/members/b.php")["Remote-User"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C20_Planted_unknown_id_holds_nothing_after_the_login()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        var planted = new string('A', 43);
        browser.Cookies["__Host-gateway"] = planted;

        var page = await browser.SignInAsync("alice");
        var withPlanted = await gateway.NewBrowser().GetAsync("/members/", ("Cookie", "__Host-gateway=" + planted));

        Assert.Equal(200, page.Status);
        Assert.NotEqual(planted, browser.SessionCookie);
        Proof.Login(gateway, withPlanted);
        gateway.AssertQuiet();
    }

    private static async Task<GatewayHost> StartAsync(bool asksSigned, bool sendsSigned) => await GatewayHost.StartAsync(
        site =>
        {
            if (!asksSigned) site["Provider"]!.AsObject().Remove("UserInfoSignedResponseAlg");
        },
        nats: options => options with { Clients = [.. options.Clients.Select(client => client with { SignedUserInfo = sendsSigned })] });

    private static async Task AssertNoSessionAsync(GatewayHost gateway, Browser browser, Answer answer, int status, string reason)
    {
        Proof.ErrorPage(gateway, answer, status, reason);
        Assert.Contains("href=\"/members/a.php\"", answer.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
        var warning = Assert.Single(gateway.Log.Warnings).Text;
        Assert.DoesNotContain(gateway.Nats.Ledger.Of(NatsEndpoint.Token)[0].Form["code"]!, warning, StringComparison.Ordinal);
        Assert.DoesNotContain(JsonNode.Parse(gateway.Nats.Ledger.Of(NatsEndpoint.Token)[0].Body!)!["access_token"]!.ToString(), warning, StringComparison.Ordinal);
        Proof.Login(gateway, await browser.GetAsync("/members/"));
    }
}
