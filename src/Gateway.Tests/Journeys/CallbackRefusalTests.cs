using System.Buffers.Text;
using Gateway.Demo.Nats;
using Gateway.Protection;
using Gateway.SignIn;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

public sealed class CallbackRefusalTests(LoginStage stage) : IClassFixture<LoginStage>
{
    private readonly GatewayHost _gateway = stage.Fresh();

    [Theory]
    [InlineData("code=good")]
    [InlineData("code=good&state=AAAA")]
    [InlineData("code=good&state=")]
    public async Task A01_Code_without_a_state_of_ours_is_refused(string query)
    {
        var browser = _gateway.NewBrowser();

        var answer = await browser.GetAsync(GatewayHost.Vanity + "?" + query);

        Proof.ErrorPage(_gateway, answer, 400, "callback_state_unknown");
        Proof.NoCallNoSession(_gateway, browser);
        Assert.Empty(answer.SetCookies);
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("code={code}&code=B&state={state}&iss={iss}")]
    [InlineData("code={code}&code={code}&state={state}&iss={iss}")]
    [InlineData("code={code}&state={state}&state={state}&iss={iss}")]
    [InlineData("code={code}&state={state}&iss={iss}&iss={iss}")]
    [InlineData("error=x&error=y&state={state}&iss={iss}")]
    [InlineData("code={code}&state={state}&iss={iss}&id_token=a&id_token=b")]
    [InlineData("code={code}&state={state}&iss={iss}&access_token=a&access_token=b")]
    [InlineData("code={code}&error=x&state={state}&iss={iss}")]
    [InlineData("code={code}&Code=B&state={state}&iss={iss}")]
    [InlineData("code={code}&state={state}&iss={iss}&session_state=a&session_state=b")]
    public async Task A19_One_value_a_parameter_and_the_right_callback_still_works_afterwards(string query)
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));

        var refused = await browser.GetAsync(Forge(callback, query));
        Proof.NoCallNoSession(_gateway, browser, query);
        var right = await browser.GetAsync(callback.Url);

        Proof.ErrorPage(_gateway, refused, 400, "callback_malformed");
        Assert.Equal(302, right.Status);
        Assert.NotNull(browser.SessionCookie);
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("id_token=eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("access_token=abc")]
    [InlineData("id_token=")]
    [InlineData("access_token=")]
    public async Task A21_Code_that_comes_with_tokens_is_refused(string token)
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));

        var answer = await browser.GetAsync(callback.Url + "&" + token);

        Proof.ErrorPage(_gateway, answer, 400, "callback_malformed");
        Proof.NoCallNoSession(_gateway, browser);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A22_Bare_vanity_path_is_blank_whatever_lies_there_upstream()
    {
        var browser = _gateway.NewBrowser();
        _gateway.Area.Requests.Clear();

        var answer = await browser.GetAsync(GatewayHost.Vanity);

        Assert.Equal(200, answer.Status);
        Assert.Empty(answer.Bytes);
        Proof.Own(answer);
        Assert.Empty(answer.SetCookies);
        Assert.Empty(_gateway.Area.Requests);
        Assert.Empty(_gateway.Nats.Ledger.Calls);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A23_The_same_parameters_as_a_form_are_refused()
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        var form = $"code={callback.Code}&state={callback.State}&iss={callback.Issuer}";

        var posted = await browser.PostAsync(GatewayHost.Vanity, form);
        var postedWithQuery = await browser.PostAsync(callback.Url, form);
        Proof.NoCallNoSession(_gateway, browser);
        var right = await browser.GetAsync(callback.Url);

        Proof.ErrorPage(_gateway, posted, 400, "vanity_invalid");
        Proof.ErrorPage(_gateway, postedWithQuery, 400, "vanity_invalid");
        Assert.Equal(302, right.Status);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A28_Every_damaged_state_and_code_gets_the_same_words()
    {
        var browser = _gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        var (state, iss) = (callback.State, callback.Issuer);
        var flipped = Base64Url.DecodeFromChars(state);
        flipped[^1] ^= 1;
        var good = LoginState.New("/members/", _gateway.Clock.GetUtcNow(), new byte[16], startedAgain: false);
        string[] queries =
        [
            $"code=good&state={state}A&iss={iss}",
            $"code=good&state={Base64Url.EncodeToString(flipped)}&iss={iss}",
            $"code=good&state={state[..^4]}&iss={iss}",
            $"code=good&state={state[..20]}&iss={iss}",
            .. "BCDEFGHJ".Select(spare => $"code=good&state={state[..^1]}{spare}&iss={iss}"),
            $"code=good&state={state}AB&iss={iss}",
            $"code=good&state=AB&iss={iss}",
            $"code=good&state={good.Seal(new PassphraseKeys("b", ["a passphrase of the tests, long enough"]))}&iss={iss}",
            $"code=good&state={good.Seal(new PassphraseKeys("a", ["a passphrase that is no longer listed"]))}&iss={iss}",
            $"code=good&state={state}%3D&iss={iss}",
            $"code=good&state={state}%3D%3D&iss={iss}",
            $"code=&state={state}&iss={iss}",
            $"state={state}&iss={iss}",
            $"code={new string('c', 6000)}&state={state}&iss={iss}",
            $"code=%00%0d%0aX:%20y&state={state}&iss={iss}",
        ];

        var answers = new List<Answer>();
        foreach (var query in queries) answers.Add(await browser.GetAsync(callback.With(query)));

        Assert.All(answers, answer => Assert.Equal(400, answer.Status));
        Assert.All(answers, Proof.Own);
        Assert.Single(answers.Select(Proof.TextWithoutReference).Distinct());
        Assert.All(answers, answer => Assert.Null(answer.Header("X")));
        Assert.All(_gateway.Log.All, line => Assert.DoesNotContain(line.Text, char.IsControl));
        Proof.NoCallNoSession(_gateway, browser);
        Assert.Equal(302, (await browser.GetAsync(callback.Url)).Status);
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("iss={iss}&login_hint=alice&target_link_uri=https%3A%2F%2Fa.example%2Fmembers%2F")]
    [InlineData("iss={iss}")]
    [InlineData("iss={iss}&login_hint=alice&target_link_uri=https%3A%2F%2Fevil.example%2F&state=S")]
    public async Task A36_Login_started_by_a_third_party_is_not_offered(string query)
    {
        var browser = _gateway.NewBrowser();

        var answer = await browser.GetAsync(GatewayHost.Vanity + "?" + query.Replace("{iss}", Uri.EscapeDataString(_gateway.Nats.Issuer), StringComparison.Ordinal));

        Assert.Equal(400, answer.Status);
        Proof.Own(answer);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(0, _gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
        Proof.NoCallNoSession(_gateway, browser);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A39_Callback_answers_with_a_redirect_that_tells_no_referrer()
    {
        var browser = _gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");

        var answer = await browser.GetAsync(callback);

        Assert.Equal(302, answer.Status);
        Assert.Equal("https://a.example/members/a.php", answer.Header("Location"));
        Assert.Empty(answer.Bytes);
        Proof.Own(answer);
        _gateway.AssertQuiet();
    }

    private static string Forge(Callback callback, string query) => callback.With(query
        .Replace("{code}", callback.Code, StringComparison.Ordinal)
        .Replace("{state}", callback.State, StringComparison.Ordinal)
        .Replace("{iss}", callback.Issuer, StringComparison.Ordinal));
}
