using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// What the recorded tables of the module (refresh, logout, info) hold besides the rows of the corpus: answered alike, or otherwise where the
/// comment says by which decision. Everywhere an error page has an error's status (4.8, 7), and redirect targets are told by origin (9).
/// </summary>
public sealed class RecordedVanityTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private const string Vanity = VanityStage.Vanity;

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example/x")]
    [InlineData("\\\\evil.example/x")]
    [InlineData("\\/evil.example")]
    [InlineData("https:///evil.example")]
    [InlineData("HTTPS://evil.example/")]
    [InlineData("http://a.example@evil.example/")]
    [InlineData("http://a.example.evil.example/")]
    [InlineData("http://")]
    [InlineData("ftp://evil.example/")]
    [InlineData("///evil.example/x")]
    [InlineData("https:evil.example")]
    [InlineData("http:/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("members/index.php")]
    [InlineData("?a=b")]
    [InlineData("#x")]
    [InlineData("/members/index.php\r\nX-Injected: 1")]
    [InlineData("/members/index.php\nSet-Cookie: a=b")]
    [InlineData("\thttps://evil.example")]
    [InlineData(" https://evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("backchannel")]
    [InlineData("https://a.example:1/other-port")]                 // the module compared hosts only: E04
    [InlineData("/members/index.php?q=<script>\"x\"")]             // the module let it pass: E14
    public async Task Logout_to_where_it_may_not_lead_is_refused_and_ends_nothing(string target)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);
        var link = $"{Vanity}?logout={Uri.EscapeDataString(target)}";

        VanityStage.AssertRefused(gateway, await browser.GetAsync(link), 400, "return_url_refused", target);
        VanityStage.AssertRefused(gateway, await gateway.NewBrowser().GetAsync(link), 400, "return_url_refused", target);

        await VanityStage.AssertSignedInAsync(browser, target);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("GET", "?logout", "")]
    [InlineData("GET", "?refresh", "")]
    [InlineData("GET", "?refresh&access_token=TOKEN", "")]
    [InlineData("GET", "?info", "")]
    [InlineData("GET", "?access_token=TOKEN", "")]
    [InlineData("POST", "", "logout=/members/unauth.php")]
    [InlineData("POST", "", "refresh=/members/index.php&access_token=TOKEN")]
    [InlineData("POST", "", "info=json")]
    [InlineData("POST", "?info=json", "")]
    public async Task Word_without_a_value_and_words_in_a_form_are_no_action(string method, string query, string form)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Info"] = new JsonArray("userinfo"));
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);
        var target = Vanity + query.Replace("TOKEN", token, StringComparison.Ordinal);

        var answer = method == "GET" ? await browser.GetAsync(target) : await browser.PostAsync(target, form.Replace("TOKEN", token, StringComparison.Ordinal));

        // An access token alone could be an authorization response, but none that we asked for.
        VanityStage.AssertRefused(gateway, answer, 400, query.StartsWith("?access_token", StringComparison.Ordinal) ? "callback_malformed" : "vanity_invalid", query);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Refresh_that_takes_the_op_a_while_succeeds()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        var held = gateway.Nats.Switches.Token.Hold();

        var click = browser.GetAsync($"{Vanity}?refresh=/members/index.php%3Fback&access_token={token}");
        await held.ArrivedAsync(1, TestContext.Current.CancellationToken);
        Assert.False(click.IsCompleted);
        held.Open();

        Assert.Equal("/members/index.php?back", (await click).Header("Location"));
        Assert.NotEqual(token, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Info_gives_odd_claims_as_the_op_gave_them()
    {
        const string Odd = """
            {"name":"Zoë 漢字 😀","trial":0,"sites":["1",2,true,null,{"a":"b"},["x"]],"plan":{"name":"odd","deep":{"a":{"b":["c",{"d":"e"}]}}},
             "odd_quotes":"a\"b'c\\d,e;f=g<h>&i%20%00","odd_empty":"","odd_null":null,"odd_true":true,"odd_int":9007199254740992,"odd_float":1.5,
             "odd_neg":-7,"odd_big":1e+21,"odd-dash.dot":"dashdot","odd space:colon":"x","oddÜ":"x","trial_":"decoy","Trial":"decoy-case"}
            """;
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Info"] = new JsonArray("userinfo"));
        gateway.Nats.Switches.UserInfoClaims = claims =>
        {
            foreach (var (name, value) in JsonNode.Parse(Odd)!.AsObject()) claims[name] = value?.DeepClone();
        };
        var browser = await gateway.SignedInAsync("alice");

        var told = (await browser.GetAsync(Vanity + "?info=json")).Json.GetProperty("userinfo");

        foreach (var expected in JsonDocument.Parse(Odd).RootElement.EnumerateObject())
            Assert.True(JsonElement.DeepEquals(expected.Value, told.GetProperty(expected.Name)), $"{expected.Name}: {told.GetProperty(expected.Name).GetRawText()}");
    }

    [Fact]
    public async Task Info_for_a_foreign_origin_has_no_words_that_let_it_read()
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Info"] = new JsonArray("remote_user"));
        var browser = await gateway.SignedInAsync("alice");

        var answer = await browser.GetAsync(Vanity + "?info=json", ("Origin", "https://evil.example"));

        Assert.Equal("""{"remote_user":"alice"}""", answer.Text);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        gateway.AssertQuiet();
    }
}
