using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The OP's answer is `error=`.</summary>
public sealed class ProviderErrorTests(LoginStage stage) : IClassFixture<LoginStage>
{
    private readonly GatewayHost _gateway = stage.Fresh();

    [Fact]
    public async Task A16_Refusal_by_the_OP_is_shown_encoded_and_spends_the_state_alone()
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice", "/members/a.php"));
        var binding = browser.BindingCookie;

        var refused = await browser.GetAsync(callback.With($"error=access_denied&error_description=No%3Cscript%3E%22%0d%0aX:%20y&state={callback.State}&iss={callback.Issuer}"));
        var late = await browser.GetAsync(callback.Url);

        Proof.ErrorPage(_gateway, refused, 403, "op_error");
        Assert.Contains("access_denied", refused.Text, StringComparison.Ordinal);
        Assert.Contains("No&lt;script&gt;&quot;", refused.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/members/a.php\"", refused.Text, StringComparison.Ordinal);
        Assert.Null(refused.Header("X"));
        Assert.Empty(refused.SetCookies);
        Assert.Equal(binding, browser.BindingCookie);
        Assert.Equal("https://a.example/members/a.php", late.Header("Location"));
        Proof.NoCallNoSession(_gateway, browser);
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));   // nobody took it for a login to be started
        Assert.All(_gateway.Log.All, line => Assert.DoesNotContain(line.Text, char.IsControl));
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("server_error")]
    [InlineData("login_required")]
    [InlineData("temporarily_unavailable")]
    [InlineData("%3Cb%3E")]
    public async Task Other_errors_of_the_OP_are_400(string error)
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));

        var refused = await browser.GetAsync(callback.With($"error={error}&state={callback.State}&iss={callback.Issuer}"));

        Proof.ErrorPage(_gateway, refused, 400, "op_error");
        Assert.DoesNotContain("<b>", refused.Text, StringComparison.Ordinal);
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("access_denied", 403)]
    [InlineData("server_error", 400)]
    [InlineData("temporarily_unavailable", 400)]
    [InlineData("unauthorized_client", 400)]
    public async Task NATS_that_refuses_a_login_leads_to_a_page_and_from_there_to_the_next_login(string error, int status)
    {
        var browser = _gateway.NewBrowser();
        _gateway.Nats.Switches.RefuseLogins = error;
        var callback = await browser.ReachCallbackAsync("carol", "/members/a.php");

        var refused = await browser.GetAsync(callback);
        _gateway.Nats.Switches.RefuseLogins = null;
        var page = await browser.SignInAsync("alice", "/members/a.php");

        Proof.ErrorPage(_gateway, refused, status, "op_error");
        Assert.Contains("href=\"/members/a.php\">Try again</a>", refused.Text, StringComparison.Ordinal);
        Assert.Equal("upstream:/members/a.php", page.Text);
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task An_error_of_the_OP_leaves_a_live_session_as_it_is()
    {
        var browser = await _gateway.SignedInAsync("alice");
        var session = browser.SessionCookie;
        _gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var start = await browser.GetAsync("/members/", ("Cookie", "__Host-gateway-login=" + browser.BindingCookie));
        var callback = Callback.Of(await browser.AnswerOfProviderAsync(start, "alice"));

        var refused = await browser.GetAsync(callback.With($"error=access_denied&state={callback.State}&iss={callback.Issuer}"));
        var page = await browser.GetAsync("/members/b.php");

        Proof.ErrorPage(_gateway, refused, 403, "op_error");
        Assert.Equal("upstream:/members/b.php", page.Text);
        Assert.Equal(session, browser.SessionCookie);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A17_Error_under_an_unknown_state_shows_nothing_of_the_query()
    {
        var browser = _gateway.NewBrowser();

        var refused = await browser.GetAsync(GatewayHost.Vanity + "?error=access_denied&error_description=Pay+me&state=never");
        var without = await browser.GetAsync(GatewayHost.Vanity + "?error=access_denied&error_description=Pay+me");

        Assert.All([refused, without], answer =>
        {
            Proof.ErrorPage(_gateway, answer, 400, "callback_state_unknown");
            Assert.DoesNotContain("access_denied", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Pay", answer.Text, StringComparison.Ordinal);
        });
        Assert.Empty(_gateway.Nats.Ledger.Calls);
        Proof.NoCallNoSession(_gateway, browser);
        _gateway.AssertQuiet();
    }
}
