using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What PHP gets to know of a member over HTTP: names and values as recorded for the module (the traces' "claims-odd").</summary>
public sealed class IdentityJourneyTests
{
    private const string Page = "/members/index.php";
    private const string DaveText = "Zoë 漢字 😀";

    /// <summary>The odd claims of the recorded member, and what PHP saw of each; null: no variable.</summary>
    private static readonly (string Claim, JsonNode? Value, string Variable, string? Text)[] Odd =
    [
        ("email", "zoë+tag@exämple.com", "email", "zoë+tag@exämple.com"),
        ("trial", 0, "trial", "0"),
        ("status", 1, "status", "1"),
        ("sites", JsonNode.Parse("""["1", 2, true, null, {"a": "b"}, ["x"]]"""), "sites", "1,1"),
        ("plan", JsonNode.Parse("""{"name": "odd", "tier": 2, "deep": {"a": {"b": ["c", {"d": "e"}]}}}"""), "plan",
            """{"name": "odd", "tier": 2, "deep": {"a": {"b": ["c", {"d": "e"}]}}}"""),
        ("odd_quotes", "a\"b'c\\d,e;f=g<h>&i%20%00", "odd_quotes", "a\"b'c\\d,e;f=g<h>&i%20%00"),
        ("odd_empty", "", "odd_empty", ""),
        ("odd_null", null, "odd_null", null),
        ("odd_true", true, "odd_true", "1"),
        ("odd_false", false, "odd_false", "0"),
        ("odd_int", 9007199254740992, "odd_int", "9007199254740992"),
        ("odd_float", 1.5, "odd_float", "1.500000"),
        ("odd_neg", -7, "odd_neg", "-7"),
        ("odd_big", 1e21, "odd_big", "1000000000000000000000.000000"),
        ("odd_zero_float", 0.1, "odd_zero_float", "0.100000"),
        ("odd-dash.dot", "dashdot", "odd-dash.dot", "dashdot"),
        ("odd space:colon", "spacecolon", "odd-space-colon", "spacecolon"),
        ("oddÜ", "nonascii-name", "odd--", "nonascii-name"),
        ("trial_", "decoy", "trial_", "decoy"),
        ("odd_long", new string('x', 4000), "odd_long", new string('x', 4000)),
        ("odd_comma_array", JsonNode.Parse("""["a,b", "c"]"""), "odd_comma_array", "a,b,c"),
    ];

    [Fact]
    public async Task Odd_claims_arrive_by_the_names_and_values_that_apache_made()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await SignedInAsync(gateway, Odd.Select(odd => (odd.Claim, odd.Value)));

        await browser.GetAsync(Page);

        var received = gateway.Area.Last(Page);
        foreach (var (claim, _, variable, text) in Odd)
        {
            var underscore = received["OIDC_CLAIM_" + variable];
            var hyphen = received["OIDC-CLAIM-" + Hyphenated(variable)];
            Assert.True(Utf8(underscore) == text, $"{claim}: {Utf8(underscore)}");
            Assert.True(Utf8(hyphen) == text, $"{claim} with hyphens: {Utf8(hyphen)}");
        }

        Assert.Equal(DaveText, Utf8(received["REMOTE_USER"]));
        Assert.Equal(DaveText, Utf8(received["Remote-User"]));
        Assert.Equal(DaveText, Utf8(received["OIDC_CLAIM_username"]));
        Assert.Equal(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(DaveText)), received["OIDC_CLAIM_username"]);   // UTF-8 bytes on the wire
        Assert.Equal("member-1004", received["OIDC_CLAIM_sub"]);
        Assert.Equal(GatewayHost.ClientId, received["OIDC_CLAIM_aud"]);
        Assert.Equal(gateway.Nats.Issuer, received["OIDC_CLAIM_iss"]);
        foreach (var name in new[] { "exp", "iat", "nonce", "at_hash" }) Assert.False(string.IsNullOrEmpty(received["OIDC_CLAIM_" + name]), name);
        Assert.Equal(gateway.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), received["OIDC_access_token_expires"]);
        Assert.Equal(received["OIDC_access_token"], received["OIDC-access-token"]);
        Assert.False(received.Has("OIDC_refresh_token"));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Both", true, true)]
    [InlineData("Hyphen", false, true)]
    [InlineData("Underscore", true, false)]
    [InlineData("None", false, false)]
    public async Task Identity_headers_come_in_the_forms_that_the_setting_names(string setting, bool underscore, bool hyphen)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Identity"] = new JsonObject { ["Headers"] = setting });
        var browser = await gateway.SignedInAsync("alice");

        await browser.GetAsync(Page, ("OIDC_CLAIM_trial", "forged"), ("OIDC-CLAIM-trial", "forged"), ("Remote-User", "forged"));

        var received = gateway.Area.Last(Page);
        foreach (var name in new[] { "OIDC_CLAIM_trial", "OIDC_CLAIM_sub", "OIDC_access_token", "OIDC_access_token_expires", "REMOTE_USER" })
        {
            Assert.True(received.Has(name) == underscore, name);
            Assert.True(received.Has(name.Replace('_', '-')) == hyphen, name);
        }

        Assert.DoesNotContain(received.Headers, header => header.Value == "forged");
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refresh_token_is_handed_to_php_only_where_the_setting_says_so(bool pass)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Identity"] = new JsonObject { ["PassRefreshToken"] = pass });
        var browser = await gateway.SignedInAsync("alice");

        await browser.GetAsync(Page, ("OIDC_refresh_token", "forged"));

        var received = gateway.Area.Last(Page);
        Assert.Equal(pass, received.Has("OIDC_refresh_token"));
        Assert.Equal(pass, received.Has("OIDC-refresh-token"));
        Assert.NotEqual("forged", received["OIDC_refresh_token"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A96_Of_two_claims_for_one_variable_the_lower_case_one_wins_and_rules_see_the_exact_name()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await SignedInAsync(gateway, [("trial", "1"), ("Trial", "0"), ("OIDC_CLAIM_trial", "0"), ("claim_trial", "0")]);

        var page = await browser.GetAsync(Page);
        var full = await browser.GetAsync("/members/full/");
        await browser.GetAsync(Page);

        Assert.Equal(200, page.Status);
        Assert.Equal(401, full.Status);
        var received = gateway.Area.Last(Page);
        Assert.Equal(["1"], received.Folded("OIDC_CLAIM_TRIAL"));
        Assert.Equal("0", received["OIDC_CLAIM_OIDC_CLAIM_trial"]);
        Assert.Equal("0", received["OIDC_CLAIM_claim_trial"]);
        var warning = Assert.Single(gateway.Log.Warnings);
        Assert.Equal("A claim is not handed to PHP (name_clash): site=a claim=\"Trial\".", warning.Text);
        Assert.Equal(3, gateway.Counts.Of("gateway.identity.variables_dropped", ("site", "a"), ("reason", "name_clash")));   // with each of three pages
    }

    [Theory]
    [InlineData("line1\r\nX-Injected: yes\tend")]
    [InlineData("a\0b")]
    [InlineData("a\u007Fb")]
    [InlineData("a\nb")]
    public async Task F71_A_value_with_a_control_character_is_left_out_with_one_warning_and_the_page_is_served(string value)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await SignedInAsync(gateway, [("trial", "0"), ("odd_crlf", value), ("status", "1")]);

        var page = await browser.GetAsync(Page, ("OIDC_CLAIM_odd_crlf", "forged"));
        await browser.GetAsync(Page);

        Assert.Equal(200, page.Status);
        var received = gateway.Area.Last(Page);
        Assert.Empty(received.Folded("OIDC_CLAIM_ODD_CRLF"));
        Assert.False(received.Has("X-Injected"));
        Assert.Equal("1", received["OIDC_CLAIM_status"]);
        var warning = Assert.Single(gateway.Log.Warnings);
        Assert.Equal("A claim is not handed to PHP (control_character): site=a claim=\"odd_crlf\".", warning.Text);
    }

    [Fact]
    public async Task F71_A_value_that_is_too_long_for_a_header_is_left_out_whole()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await SignedInAsync(gateway, [("fits", new string('x', 4 * 1024)), ("too_long", new string('x', (4 * 1024) + 1))]);

        var page = await browser.GetAsync(Page);

        Assert.Equal(200, page.Status);
        Assert.Equal(4 * 1024, gateway.Area.Last(Page)["OIDC_CLAIM_fits"]!.Length);
        Assert.Empty(gateway.Area.Last(Page).Folded("OIDC_CLAIM_TOO_LONG"));
        Assert.Equal("A claim is not handed to PHP (too_long): site=a claim=\"too_long\".", Assert.Single(gateway.Log.Warnings).Text);
    }

    private static async Task<Browser> SignedInAsync(GatewayHost gateway, IEnumerable<(string Name, JsonNode? Value)> claims)
    {
        var json = new JsonObject { ["username"] = DaveText };
        foreach (var (name, value) in claims) json[name] = value?.DeepClone();
        gateway.Nats.Members.Put(new NatsMember("dave", "member-1004", "member with odd claims", json));
        return await gateway.SignedInAsync("dave");
    }

    private static string? Utf8(string? wire) => wire is null ? null : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(wire));

    private static string Hyphenated(string variable) => string.Concat(variable.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
