using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public class ConfigurationReaderTests
{
    [Fact]
    public void Small_file_has_the_documented_defaults()
    {
        using var folder = new ConfigurationFolder();

        var site = folder.GoodSite();

        Assert.Equal("example@1", site.Scheme);
        Assert.Equal(["https://a.example"], site.Origins.Select(origin => origin.ToString()));
        Assert.Equal(new VanityUrl("/members/vanity.php", null), site.RedirectUri);
        Assert.Equal("https://a.example/members/vanity.php", site.RedirectUri.On(site.Origins[0]));
        Assert.Equal("example", site.Keys.Site);
        Assert.Equal([new UpstreamFolder("/", new HttpUpstream(new Uri("http://127.0.0.1:8081")))], site.Upstreams.All);
        Assert.Equal(["/", "/members/"], site.Rules.Rules.Select(rule => rule.Pattern));
        Assert.Equal(new PageSettings(null, 401, null), site.Pages);
        Assert.Equal(new LoginSettings(TimeSpan.FromMinutes(5), true, "openid", false), site.Login);
        Assert.Equal(new SessionSettings(TimeSpan.FromMinutes(30), TimeSpan.FromHours(8), "gateway", Microsoft.AspNetCore.Http.SameSiteMode.Lax), site.Session);
        Assert.Equal(new TokenSettings(TimeSpan.FromSeconds(60), RefusedRefresh.Logout, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15)), site.Tokens);
        Assert.Equal((IdentityHeaders.Both, false), (site.Identity.Headers, site.Identity.PassRefreshToken));
        Assert.Equal(new TimeoutSettings(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10)), site.Timeouts);
        Assert.Equal((false, Gateway.Rules.PathEncodings.Utf8), (site.KeepCacheControl, site.PathEncoding));
        Assert.Empty(site.Info);
        Assert.Empty(site.TrustedProxies);
        Assert.Empty(folder.Warnings());
    }

    [Fact]
    public void Configuration_knows_its_file_its_addresses_and_its_generation()
    {
        using var folder = new ConfigurationFolder();
        var first = ConfigurationFolder.Good(folder.Read());

        var configuration = ConfigurationFolder.Good(ConfigurationReader.Read(folder.File, _ => null, first));

        Assert.Equal(folder.File, configuration.File);
        Assert.Equal([new Uri("http://127.0.0.1:8080")], configuration.Listen);
        Assert.Equal("example@2", Assert.Single(configuration.Sites.All).Scheme);
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", "/* who may */ { \"/\": \"all granted\", // the rest is ours\n }");
        folder.Read();

        var result = folder.Read([0xEF, 0xBB, 0xBF, .. File.ReadAllBytes(folder.File)]);

        Assert.Empty(result.Faults);
    }

    [Fact]
    public void All_value_faults_are_reported_at_once_in_the_order_of_the_file()
    {
        using var folder = new ConfigurationFolder();
        folder.With("RedirectUri", "\"/x?y\"").With("Session", "{\n\"InactivityTimeout\": \"5x\",\n\"MaxDuration\": 9\n}").With("Info", "[ \"age\" ]");
        folder.Root["Listen2"] = "1";

        Assert.Equal(
            [
                "gateway.json:6: site \"example\": RedirectUri: \"/x?y\" has a query or a fragment. Write the path alone: what follows the question mark is ours.",
                "gateway.json:12: site \"example\": Session.InactivityTimeout: \"5x\" is no duration. Write 90s, 30m, 8h or plain seconds.",
                "gateway.json:13: site \"example\": Session.MaxDuration: \"9\" is too short. Write 15s to 8760h.",
                "gateway.json:15: site \"example\": Info[0]: \"age\" is not known here. Write any of iat, access_token, access_token_expires, id_token_hint, id_token, userinfo, exp, timeout, remote_user, session.",
                "gateway.json:18: Listen2: unknown setting. Did you mean \"Listen\"?",
            ],
            folder.Faults());
    }

    [Fact]
    public void Missing_settings_are_reported_at_their_section()
    {
        using var folder = new ConfigurationFolder();

        Assert.Equal(
            [
                "gateway.json:3: site \"bare\": Origins: missing. Write the addresses of the site: [ \"https://members.example.com\" ].",
                "gateway.json:3: site \"bare\": RedirectUri: missing. Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.",
                "gateway.json:3: site \"bare\": Passphrase: missing. Write a long random text that no other site has, best as env:NAME or file:PATH.",
                "gateway.json:3: site \"bare\": Provider.MetadataUrl: missing. Write the address of the provider's discovery document.",
                "gateway.json:3: site \"bare\": Provider.ClientId: missing. Write the client id that the provider gave you; with NATS the site id.",
                "gateway.json:3: site \"bare\": Provider.ClientSecret: missing. Write the secret that the provider gave you, best as env:NAME or file:PATH.",
                "gateway.json:3: site \"bare\": Upstream: missing. Write the address of the members area: http://127.0.0.1:8081.",
                "gateway.json:3: site \"bare\": Paths: missing. Write who may see what, \"/\" at least: { \"/\": \"all granted\", \"/members/\": \"valid-user\" }.",
            ],
            folder.Faults("{\n\"Sites\": {\n\"bare\": {}\n}\n}"));
    }

    [Theory]
    [InlineData("{}", "gateway.json:1: Sites: missing. Write one site at least: { \"example\": { \"Origins\": [ \"https://members.example.com\" ], … } }.")]
    [InlineData("{\n\"Sites\": {} }", "gateway.json:2: Sites: missing. Write one site at least: { \"example\": { \"Origins\": [ \"https://members.example.com\" ], … } }.")]
    [InlineData("", "gateway.json:1: no JSON from column 1 on: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true.")]
    [InlineData("{\n\"Sites\": {\n", "gateway.json:3: no JSON from column 1 on: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("{\n\"Listen\" }", "gateway.json:2: no JSON from column 10 on: '}' is invalid after a property name. Expected a ':'.")]
    [InlineData("{\n\"Pkce\": ture,\n\"Passphrase\": \"hush\"\n}", "gateway.json:2: no JSON from column 10 on: '…' is an invalid JSON literal. Expected the literal 'true'.")]
    [InlineData("{}\n{}", "gateway.json:2: no JSON from column 1 on: '{' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("[]", "gateway.json:1: \"[ … ]\" is no section. Write { … }.")]
    [InlineData("{\n\"Sites\": null }", "gateway.json:2: Sites: null is no value. Leave the setting out to get its default.")]
    [InlineData("{\n\"Sites\": { \"example\":\n 5 } }", "gateway.json:2: site \"example\": \"5\" is no section. Write { … }.")]
    [InlineData("{\n\"Listen\": [ \"\\ud800\" ] }", "gateway.json:2: no text: half a surrogate pair (\\ud800 to \\udfff) stands alone. Write the whole character.")]
    public void Broken_shape_is_the_one_fault(string text, string expected)
    {
        using var folder = new ConfigurationFolder();

        Assert.Equal([expected], folder.Faults(text));
    }

    // LONG stands for three thousand letters.
    [Theory]
    [InlineData("Paths", """{ "/": "LONG" }""")]
    [InlineData("Paths", """{ "/": "all LONG" }""")]
    [InlineData("Paths", """{ "/": "valid-user LONG" }""")]
    [InlineData("Paths", """{ "/": "Require LONG" }""")]
    [InlineData("Paths", """{ "/": "user \"LONG" }""")]
    [InlineData("Paths", """{ "/": "claim LONG" }""")]
    [InlineData("Paths", """{ "/": "claim %{LONG}" }""")]
    [InlineData("Paths", """{ "/": "claim a~(LONG" }""")]
    [InlineData("Paths", """{ "/": "claim a~LONG(?=b)" }""")]
    [InlineData("Paths", """{ "/": "claim a~[[:LONG:]]" }""")]
    [InlineData("Paths", """{ "/": { "Require": "valid-user", "Methods": [ "gLONG" ] } }""")]
    [InlineData("Paths", """{ "~(LONG": "valid-user" }""")]
    [InlineData("ReturnUrls", """[ "(LONG" ]""")]
    [InlineData("ReturnUrls", """[ ".*|LONG" ]""")]
    [InlineData("Origins", """[ "https://LONG/" ]""")]
    [InlineData("Origins", """[ "https://LONG" ]""")]
    [InlineData("Upstream", "\"http://127.0.0.1/LONG\"")]
    [InlineData("Upstream", "\"LONG\"")]
    [InlineData("RedirectUri", "\"LONG\"")]
    [InlineData("LONG", "1")]
    public void Remedy_is_not_lost_in_a_long_value(string setting, string json)
    {
        using var folder = new ConfigurationFolder();
        var text = string.Concat(Enumerable.Repeat("long", 750));
        folder.With(setting.Replace("LONG", text, StringComparison.Ordinal), json.Replace("LONG", text, StringComparison.Ordinal));

        var faults = folder.Faults();

        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.True(fault.Length < 1_100 && fault[^1] is '.' or '?', fault));
    }

    [Theory]
    [InlineData("Origins", "\"https://a.example\"", "Origins: \"https://a.example\" is no list. Write [ \"…\", \"…\" ].")]
    [InlineData("Origins", "[ 1 ]", "Origins: \"[ … ]\" holds something else than texts. Write [ \"…\", \"…\" ].")]
    [InlineData("Login", "{ \"Pkce\": \"yes\" }", "Login.Pkce: \"yes\" is no switch. Write true or false, without quotes.")]
    [InlineData("Login", "{ \"Scope\": 3 }", "Login.Scope: \"3\" is no text. Write it in double quotes.")]
    [InlineData("Session", "{ \"MaxDuration\": true }", "Session.MaxDuration: \"true\" is neither text nor number. Write a text in double quotes, or a bare number.")]
    [InlineData("Session", "[]", "Session: \"[ … ]\" is no section. Write { … }.")]
    [InlineData("Upstream", "[]", "Upstream: \"[ … ]\" is no text. Write one address: http://127.0.0.1:8081.")]
    [InlineData("Passphrase", "12345", "Passphrase: \"*** (12f8)\" is neither text nor list of texts. Write \"env:NAME\" or [ \"env:NEW\", \"env:OLD\" ].")]
    [InlineData("Paths", "\"valid-user\"", "Paths: \"valid-user\" is no section. Write { \"/\": \"all granted\", \"/members/\": \"valid-user\" }.")]
    public void Wrong_JSON_type_is_the_one_fault_with_what_to_write(string setting, string json, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With(setting, json).With("PathEncoding", "\"would be a fault too\"");

        var fault = Assert.Single(folder.Faults());

        Assert.Matches("^gateway\\.json:[0-9]+: site \"example\": ", fault);
        Assert.EndsWith(": " + expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_of_the_wrong_type_is_not_shown()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", """{ "ClientSecret": 987654 }""");

        Assert.Equal(["gateway.json:8: site \"example\": Provider.ClientSecret: \"*** (2d79)\" is no text. Write it in double quotes."], folder.Faults());
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_with_their_line()
    {
        using var folder = new ConfigurationFolder();

        var result = folder.Read([.. "{\n\"Sites\": \""u8, 0xE4, .. "\" }"u8]);

        Assert.Equal(["gateway.json:2: no UTF-8. Save the file as UTF-8."], folder.Lines(result));
    }

    [Fact]
    public void File_that_is_not_there_is_a_fault_and_no_crash()
    {
        var result = ConfigurationReader.Read("/nowhere/gateway.json", _ => null);

        Assert.Null(result.Configuration);
        Assert.Equal(
            ["/nowhere/gateway.json: cannot be read. Start the gateway in its folder, or say --config FILE."],
            result.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Control_character_in_a_text_is_refused_and_shown_escaped()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Identity", "{ \"RemoteUserClaim\": \"user\\u0000name\\n\" }");

        Assert.Equal(
            ["gateway.json:11: site \"example\": Identity.RemoteUserClaim: \"user\\u0000name\\n\" holds a control character. Write it without."],
            folder.Faults());
    }

    [Fact]
    public void File_that_ends_early_is_one_fault_wherever_it_ends()
    {
        using var folder = new ConfigurationFolder();
        folder.Read();
        var text = File.ReadAllText(folder.File).TrimEnd();

        for (var length = 0; length < text.Length; length++)
        {
            Assert.Single(folder.Faults(text[..length]));
        }
    }

    [Theory]
    [InlineData("Origins", "RedirectUri", "Passphrase", "Provider", "Upstream", "Paths")]
    [InlineData("TrustedProxies", "Pages", "Login", "Session", "Tokens", "Identity", "CacheControl", "PathEncoding", "Timeouts", "Limits", "WebSocketOrigins", "Info", "ReturnUrls", "Logout")]
    public void Senseless_value_of_any_type_is_a_fault_of_its_setting(params string[] settings)
    {
        string[] senseless = ["null", "1", "1e999", "true", "\"\"", "[1]", "[[]]", "[{}]", "[\"\"]", "{\"a\":1}", "{\"\":{}}", "{\"/\":[]}", "{\"/\":{}}"];
        foreach (var (setting, json) in settings.SelectMany(setting => senseless.Select(json => (setting, json))))
        {
            using var folder = new ConfigurationFolder();

            var faults = folder.With(setting, json).Faults();

            Assert.NotEmpty(faults);
            Assert.All(faults, fault => Assert.Matches($"^gateway\\.json:[0-9]+: site \"example\": {setting}", fault));
        }
    }
}
