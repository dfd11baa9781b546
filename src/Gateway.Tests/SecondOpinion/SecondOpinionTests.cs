using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.SecondOpinion;

/// <summary>The whole of a member's life at an OP that somebody else wrote: what both sides took for the protocol is the protocol.</summary>
public sealed class SecondOpinionTests(OtherStage stage) : IClassFixture<OtherStage>
{
    private const string Full = "/members/full/";

    private OtherProvider Provider => stage.Provider;

    [Theory]
    [InlineData(OtherProvider.PlainClient, "application/json")]
    [InlineData(OtherProvider.SignedClient, "application/jwt")]
    public async Task A_member_signs_in_and_rules_and_PHP_have_the_claims_of_userinfo_plain_or_signed(string client, string type)
    {
        await using var gateway = await stage.StartGatewayAsync(client);
        var (full, trial) = (Provider.NewBrowser(gateway), Provider.NewBrowser(gateway));

        Assert.Equal(200, (await Provider.SignInAsync(full, "alice", Full)).Status);
        Assert.Equal(401, (await Provider.SignInAsync(trial, "bob", Full)).Status);

        var seen = await gateway.SeeAsync(full, Full);
        Assert.Equal(("alice", "alice", "0"), (seen["OIDC_CLAIM_sub"], seen["OIDC_CLAIM_username"], seen["OIDC_CLAIM_trial"]));
        Assert.Equal((Provider.Issuer, client), (seen["OIDC_CLAIM_iss"], seen["OIDC_CLAIM_aud"]));
        Assert.Equal(200, (await trial.GetAsync("/members/")).Status);
        var (tokens, userInfos) = (await stage.NewCallsAsync("token"), await stage.NewCallsAsync("userinfo"));
        Assert.Equal([(200, "authorization_code", "Basic"), (200, "authorization_code", "Basic")], tokens.Select(call => (call.Status, call.Grant, call.Authorization)));
        Assert.All(userInfos, call => Assert.Equal((200, type), (call.Status, call.Type)));
        Assert.NotEmpty(userInfos);
        gateway.AssertQuiet();
        AssertAtNobodyElse(gateway);
    }

    [Fact]
    public async Task Answer_by_form_signs_in_too()
    {
        await using var gateway = await stage.StartGatewayAsync(site: site => site["Login"] = new JsonObject { ["ResponseMode"] = "form_post" });
        var browser = Provider.NewBrowser(gateway);

        var page = await Provider.ReachCallbackAsync(browser, "alice");
        var fields = Regex.Matches(page.Text, "name=\"(\\w+)\" value=\"([^\"]*)\"").ToDictionary(field => field.Groups[1].Value, field => Uri.EscapeDataString(System.Net.WebUtility.HtmlDecode(field.Groups[2].Value)));
        Assert.Contains("action=\"" + GatewayHost.Origin + GatewayHost.Vanity + "\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(["code", "iss", "state"], fields.Keys.Order());
        var callback = await browser.PostAsync(GatewayHost.Vanity, string.Join('&', fields.Select(field => $"{field.Key}={field.Value}")), ("Origin", Provider.Issuer), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal("/members/", new Uri(new Uri(GatewayHost.Origin), callback.Header("Location")).AbsolutePath);
        Assert.Equal("alice", (await gateway.SeeAsync(browser))["REMOTE_USER"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Refusing_consent_is_no_sign_in()
    {
        await using var gateway = await stage.StartGatewayAsync();
        var browser = Provider.NewBrowser(gateway);

        var login = await browser.FollowAsync(await browser.FollowAsync(await browser.GetAsync("/members/")));
        var abort = Regex.Match(login.Text, "href=\"([^\"]+/abort)\"").Groups[1].Value;
        var back = await browser.FollowAsync(await browser.GetAsync(new Uri(new Uri(Provider.Issuer), abort).ToString()));
        var answer = await browser.FollowAsync(back);

        Assert.Equal(403, answer.Status);
        VanityStage.ReferenceOf(answer);
        Assert.Null(browser.SessionCookie);
        Assert.Empty(await stage.NewCallsAsync("token"));
    }

    [Fact]
    public async Task Refresh_tokens_that_serve_once_are_used_once_and_many_at_once_cost_one_call()
    {
        await using var gateway = await stage.StartGatewayAsync(site: FreshnessStage.Tokens(("UserInfoRefreshInterval", "0")));
        var browser = Provider.NewBrowser(gateway);
        await Provider.SignInAsync(browser, "alice");
        var tokens = new List<string> { (await gateway.SeeAsync(browser)).Token() };

        for (var round = 0; round < 3; round++)
        {
            gateway.Pass(1, 41);   // the access token lives for 100 s
            var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.GetAsync("/members/")));
            Assert.All(pages, page => Assert.Equal(200, page.Status));
            tokens.Add((await gateway.SeeAsync(browser)).Token());
        }

        Assert.Equal(4, tokens.Distinct().Count());
        var refreshes = (await stage.NewCallsAsync("token")).Where(call => call.Grant == "refresh_token").ToArray();
        Assert.Equal([200, 200, 200], refreshes.Select(call => call.Status));
        Assert.Equal(3, refreshes.Select(call => call.Refresh).Distinct().Count());
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_refresh_that_the_OP_refuses_ends_the_session()
    {
        await using var gateway = await stage.StartGatewayAsync(site: FreshnessStage.Tokens(("UserInfoRefreshInterval", "0")));
        var browser = Provider.NewBrowser(gateway);
        await Provider.SignInAsync(browser, "alice");
        gateway.Pass(1, 41);
        await gateway.SeeAsync(browser);
        var spent = Assert.Single(await stage.NewCallsAsync("token"), call => call.Grant == "refresh_token").Refresh!;

        Assert.Equal(400, await stage.StealAsync(spent));   // a thief uses it once more: the OP takes back all that came of this sign-in
        gateway.Pass(1, 41);
        var answer = await browser.GetAsync("/members/");

        Assert.Equal(302, answer.Status);
        Assert.StartsWith(Provider.Issuer + "/auth?", answer.Header("Location"), StringComparison.Ordinal);
        Assert.Equal("invalid_grant", (await stage.NewCallsAsync("token"))[^1].Error);
    }

    [Theory]
    [InlineData(OtherProvider.PlainClient)]
    [InlineData(OtherProvider.SignedClient)]
    public async Task What_the_OP_says_of_a_member_counts_when_the_interval_has_passed(string client)
    {
        await using var gateway = await stage.StartGatewayAsync(client, FreshnessStage.Tokens(("UserInfoRefreshInterval", "60s")));
        var browser = Provider.NewBrowser(gateway);
        Assert.Equal(200, (await Provider.SignInAsync(browser, "carol", Full)).Status);
        await Provider.SetAsync("carol", new { trial = 1 });
        Assert.Equal(200, (await browser.GetAsync(Full)).Status);

        gateway.Pass(1);

        Assert.Equal(401, (await browser.GetAsync(Full)).Status);
        await Provider.SetAsync("carol", new { trial = 0 });
        gateway.Pass(1);
        Assert.Equal(200, (await browser.GetAsync(Full)).Status);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Logout_ends_the_session_here_and_there_and_takes_both_tokens_back()
    {
        await using var gateway = await stage.StartGatewayAsync();
        var browser = Provider.NewBrowser(gateway);
        await Provider.SignInAsync(browser, "alice");
        browser.Cookies.Clear();
        Assert.True((await browser.OpenAsync("/members/")).Status == 200, "the OP knows its member and asks nothing");
        var cookie = browser.SessionCookie!;

        var asked = await browser.GetAsync(GatewayHost.Vanity + "?logout=/bye");
        var back = await OtherProvider.ConfirmLogoutAsync(browser, asked);

        Assert.Equal(GatewayHost.Origin + "/bye", back.Header("Location"));
        Assert.Null(browser.SessionCookie);
        await AssertDeadAsync(gateway, cookie);
        Assert.Contains("prompt", (await browser.OpenAsync("/members/")).Text, StringComparison.Ordinal);   // who are you?
        Assert.All(await stage.ArrivedAsync("revocation", 2), call => Assert.Equal((200, "Basic"), (call.Status, call.Authorization)));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Logout_at_the_OP_ends_the_session_here_by_a_logout_token()
    {
        await using var gateway = await stage.StartGatewayAsync(site: site => site["Logout"] = new JsonObject { ["BackChannel"] = true });
        var (browser, other) = (Provider.NewBrowser(gateway), Provider.NewBrowser(gateway));
        await Provider.SignInAsync(browser, "alice");
        await Provider.SignInAsync(other, "alice");
        var cookie = browser.SessionCookie!;

        await OtherProvider.ConfirmLogoutAsync(browser, await browser.GetAsync(Provider.Issuer + "/session/end"));

        Assert.Equal([200], (await stage.NewCallsAsync("backchannel")).Select(call => call.Status));
        Assert.Equal(302, (await browser.GetAsync("/members/")).Status);
        await AssertDeadAsync(gateway, cookie);
        Assert.Equal(200, (await other.GetAsync("/members/")).Status);   // signed in elsewhere, by a sid of its own
        gateway.AssertQuiet();
    }

    private async Task AssertDeadAsync(GatewayHost gateway, string cookie) =>
        Proof.Login(Provider.Issuer + "/auth", await gateway.NewBrowser().GetAsync("/members/", ("Cookie", "__Host-gateway=" + cookie)));

    private static void AssertAtNobodyElse(GatewayHost gateway)
    {
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
    }
}
