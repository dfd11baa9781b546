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
        var own = _gateway.Configuration.Sites.All[0].Keys;
        var good = LoginState.New("/members/", _gateway.Clock.GetUtcNow(), new byte[16], siteMark: 1);
        string[] states =
        [
            state + "A", state + "AB", state[..^4], state[..20], "AB",
            .. Enumerable.Range(0, Base64Url.DecodeFromChars(state).Length).Select(at => Flipped(state, at)),
            .. "BCDEFGHJ".Where(spare => spare != state[^1]).Select(spare => state[..^1] + spare),
            good.Seal(new PassphraseKeys("b", ["a passphrase of the tests, long enough"])),
            good.Seal(new PassphraseKeys("a", ["a passphrase that is no longer listed"])),
            Base64Url.EncodeToString(SealedBox.Seal(own, "another purpose", [], new byte[60], "a"u8)),
            state + "%3D", state + "%3D%3D",
        ];
        string[] codes = [$"code=&", "", $"code={new string('c', 6000)}&", "code=%00%0d%0aX:%20y&"];

        var answers = new List<Answer>();
        foreach (var damaged in states)
        {
            answers.Add(await browser.GetAsync(callback.With($"code=good&state={damaged}&iss={iss}")));
            Proof.ErrorPage(_gateway, answers[^1], 400, "callback_state_unknown", damaged);
        }

        foreach (var code in codes)
        {
            answers.Add(await browser.GetAsync(callback.With($"{code}state={state}&iss={iss}")));
            Proof.ErrorPage(_gateway, answers[^1], 400, "callback_malformed", code);
        }

        Assert.Single(answers.Select(Proof.TextWithoutReference).Distinct());
        Assert.All(answers, answer => Assert.Null(answer.Header("X")));
        Assert.All(_gateway.Log.All, line => Assert.DoesNotContain(line.Text, char.IsControl));
        Proof.NoCallNoSession(_gateway, browser);
        Assert.Equal(302, (await browser.GetAsync(callback.Url)).Status);
        _gateway.AssertQuiet();

        static string Flipped(string state, int at)
        {
            var bytes = Base64Url.DecodeFromChars(state);
            bytes[at] ^= (byte)(1 << (at % 8));
            return Base64Url.EncodeToString(bytes);
        }
    }

    [Theory]
    [InlineData("iss={iss}&login_hint=alice&target_link_uri=https%3A%2F%2Fa.example%2Fmembers%2F", "vanity_invalid")]
    [InlineData("iss={iss}", "vanity_invalid")]
    [InlineData("iss={iss}&login_hint=alice&target_link_uri=https%3A%2F%2Fevil.example%2F&state=S", "callback_malformed")]
    public async Task A36_Login_started_by_a_third_party_is_not_offered(string query, string reason)
    {
        var browser = _gateway.NewBrowser();

        var answer = await browser.GetAsync(GatewayHost.Vanity + "?" + query.Replace("{iss}", Uri.EscapeDataString(_gateway.Nats.Issuer), StringComparison.Ordinal));

        Proof.ErrorPage(_gateway, answer, 400, reason);
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
