using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>A metadata document is believed only as far as the owner's configuration goes, and a good one is kept.</summary>
public sealed class MetadataForgeryTests
{
    private static readonly string[] Endpoints =
        ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint", "revocation_endpoint"];

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(Lies.Of), "A130", MemberType = typeof(Lies))]
    public Task A130_Another_issuer_is_not_believed(string lie) => RefusedMetadata.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A131", MemberType = typeof(Lies))]
    public Task A131_An_endpoint_that_is_no_https_url_is_not_believed(string lie) => RefusedMetadata.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A132", MemberType = typeof(Lies))]
    public Task A132_Nor_is_one_at_an_odd_place(string lie) => RefusedMetadata.OfAsync(lie);

    [Theory]
    [InlineData("https://op.example", "{op}", "issuer is \"{op}\", configured is \"https://op.example\" (Provider.Issuer)")]
    [InlineData("{op}/", "{op}", "issuer is \"{op}\", configured is \"{op}/\" (Provider.Issuer)")]
    [InlineData("{op}", "{op}/", "issuer is \"{op}/\", configured is \"{op}\" (Provider.Issuer)")]
    [InlineData("{op}", "https://evil.example", "issuer is \"https://evil.example\", configured is \"{op}\" (Provider.Issuer)")]
    [InlineData(null, "https://evil.example", "issuer \"https://evil.example\" is not on the origin of \"{op}/.well-known/member-openid-configuration\"; if that is right, write it as Provider.Issuer")]
    public async Task A130_Both_issuers_are_named(string? configured, string told, string expected)
    {
        string Here(string text, string op) => text.Replace("{op}", op, StringComparison.Ordinal);
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            if (configured is not null) site["Provider"]!["Issuer"] = Here(configured, new Uri(site["Provider"]!["MetadataUrl"]!.GetValue<string>()).GetLeftPart(UriPartial.Authority));
        });
        gateway.Nats.Switches.MetadataDocument = json => json["issuer"] = Here(told, gateway.Nats.Issuer);

        var line = await RefusedMetadata.AssertAsync(gateway, "op_metadata_refused");

        Assert.Contains(Redacted(Here(expected, gateway.Nats.Issuer)), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A131_Every_field_and_value_is_named_and_the_next_good_document_is_taken()
    {
        await using var gateway = await GatewayHost.StartAsync();
        foreach (var (name, value) in Endpoints.SelectMany(name => MetadataLies.BadAddresses.Select(value => (name, value))))
        {
            gateway.Log.Clear();
            gateway.Clock.Advance(LongestPause);
            gateway.Nats.Switches.MetadataDocument = json => json[name] = JsonNode.Parse(value);

            var page = await gateway.NewBrowser().GetAsync("/members/");

            Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable", $"{name}: {value}");
            Assert.Contains(Redacted($"(op_metadata_refused): The metadata is refused: {name} is {value}, "), Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        gateway.Nats.Switches.Reset();
        gateway.Clock.Advance(LongestPause);
        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("authorization_endpoint")]
    [InlineData("token_endpoint")]
    [InlineData("jwks_uri")]
    public async Task Nor_is_a_document_without_what_a_login_needs(string name)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.MetadataDocument = json => json.Remove(name);

        var line = await RefusedMetadata.AssertAsync(gateway, "op_metadata_refused");

        Assert.Contains($"The metadata is refused: {name} is missing.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A132_Endpoints_on_another_host_are_the_owners_affair()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var elsewhere = gateway.Nats.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        gateway.Nats.Switches.MetadataDocument = json =>
        {
            foreach (var name in Endpoints) json[name] = json[name]!.GetValue<string>().Replace(gateway.Nats.Issuer, elsewhere, StringComparison.Ordinal);
        };

        var start = await gateway.NewBrowser().GetAsync("/members/");

        Assert.StartsWith(elsewhere + NatsEndpoint.AuthorizePath, start.Header("Location"), StringComparison.Ordinal);
        Assert.Equal(new Uri(elsewhere).Authority, Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Jwks)).Headers["Host"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A132_Plain_http_elsewhere_is_allowed_by_the_setting_alone()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["AllowHttp"] = true);
        gateway.Nats.Switches.MetadataDocument = json => json["authorization_endpoint"] = "http://op.example/authorize";

        var start = await gateway.NewBrowser().GetAsync("/members/");

        Assert.StartsWith("http://op.example/authorize?", start.Header("Location"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another issuer")]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("drop")]
    [InlineData("never")]
    [InlineData("keys 500")]
    [InlineData("keys never")]
    [InlineData("no keys")]
    public async Task A130_A133_Members_inside_are_served_while_nothing_is_known_of_their_op(string fault)
    {
        await using var first = await GatewayHost.StartAsync(FreshnessStage.Tokens());
        var member = await first.SignedInAsync("alice");
        await using var restarted = await first.StartNodeAsync();
        Break(first.Nats.Switches, fault);
        first.Nats.Ledger.Clear();
        var browser = restarted.NewBrowser();
        browser.Cookies["__Host-gateway"] = member.SessionCookie!;

        var asking = restarted.NewBrowser().GetAsync("/members/full/a.php");
        if (Hangs(fault)) await restarted.ArrivedAsync(EndpointOf(fault), 1);
        var page = await browser.GetAsync("/members/full/a.php");   // by a clock that stands still
        var open = await restarted.NewBrowser().GetAsync("/");
        if (Hangs(fault))
        {
            Assert.False(asking.IsCompleted, "nobody hangs");
            restarted.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        var stranger = await asking;

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Assert.Equal("upstream:/", open.Text);
        Assert.Equal("0", restarted.Area.Last("/members/full/a.php")["OIDC_CLAIM_trial"]);
        Proof.ErrorPage(restarted, stranger, 503, "sign_in_unavailable");
        Assert.Empty(page.SetCookies);
    }

    [Theory]
    [InlineData("500", "op_status")]
    [InlineData("html", "op_metadata_refused")]
    [InlineData("drop", "op_unreachable")]
    [InlineData("never", "op_timeout")]
    [InlineData("keys 500", "op_status")]
    [InlineData("keys never", "op_timeout")]
    public async Task A133_What_fails_at_the_start_is_tried_again_and_needs_no_restart(string fault, string reason)
    {
        await using var gateway = await GatewayHost.StartAsync();
        Break(gateway.Nats.Switches, fault);

        var asking = gateway.NewBrowser().GetAsync("/members/");
        if (Hangs(fault))
        {
            await gateway.ArrivedAsync(EndpointOf(fault), 1);
            gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Proof.ErrorPage(gateway, await asking, 503, "sign_in_unavailable");
        Assert.Contains($"could not be read ({reason}): ", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        gateway.Nats.Ledger.Clear();
        Assert.Equal(503, (await gateway.NewBrowser().GetAsync("/members/")).Status);
        Assert.Equal((503, "not_ready", $"metadata not known ({reason})"), await ReadinessAsync(gateway));
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.Nats.Switches.Reset();
        gateway.Clock.Advance(LongestPause);
        var after = await gateway.NewBrowser().SignInAsync("alice");

        Assert.Equal("upstream:/members/", after.Text);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
        Assert.Equal((200, "ready", "known"), await ReadinessAsync(gateway));
    }

    [Fact]
    public async Task A133_Tries_follow_each_other_ever_more_slowly_and_at_least_once_a_minute()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Metadata.Fail(500);

        for (var second = 0; second < 20 * 60; second += 2)
        {
            Assert.Equal(503, (await gateway.NewBrowser().GetAsync("/members/")).Status);
            gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        var tries = gateway.Nats.Ledger.Of(NatsEndpoint.Metadata).Select(call => call.At).ToList();
        var pauses = tries.Zip(tries.Skip(1), (before, after) => after - before).ToList();
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromSeconds(1), LongestPause + TimeSpan.FromSeconds(2)));
        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(tries.Count, 20, 30);
    }

    [Theory]
    [InlineData("500", "op_status")]
    [InlineData("html", "op_metadata_refused")]
    [InlineData("another issuer", "op_metadata_refused")]
    [InlineData("bad endpoint", "op_metadata_refused")]
    [InlineData("no keys", "op_keys_refused")]
    [InlineData("issuer moved", "op_metadata_moved")]
    [InlineData("keys moved", "op_metadata_moved")]
    [InlineData("authorization_endpoint moved", "op_metadata_moved")]
    [InlineData("token_endpoint moved", "op_metadata_moved")]
    [InlineData("userinfo_endpoint moved", "op_metadata_moved")]
    [InlineData("end_session_endpoint moved", "op_metadata_moved")]
    [InlineData("revocation_endpoint moved", "op_metadata_moved")]
    public async Task A130_A134_A_bad_document_at_the_hourly_renewal_leaves_the_good_one_in_use(string fault, string reason)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Session"] = new JsonObject { ["InactivityTimeout"] = "8h" });
        var member = await gateway.SignedInAsync("alice");
        Break(gateway.Nats.Switches, fault, gateway.Nats);
        gateway.Nats.Ledger.Clear();
        gateway.Clock.Advance(Hour);

        var start = await gateway.NewBrowser().GetAsync("/members/");
        await gateway.SaidAsync("An earlier one is in use: True.");
        var after = await gateway.NewBrowser().SignInAsync("bob");

        Assert.StartsWith(gateway.Nats.Issuer + NatsEndpoint.AuthorizePath, start.Header("Location"), StringComparison.Ordinal);
        Assert.Equal("upstream:/members/", after.Text);
        Assert.Equal(200, (await member.GetAsync("/members/")).Status);
        var line = Assert.Single(gateway.Log.Warnings, line => line.Text.Contains("could not be read", StringComparison.Ordinal)).Text;
        Assert.Contains($"({reason}): ", line, StringComparison.Ordinal);
        if (fault == "issuer moved") Assert.Contains(Redacted($"issuer changed from \"{gateway.Nats.Issuer}\" to \"{gateway.Nats.Issuer}/tenant\"; the old one stays in use until Gateway is restarted."), line, StringComparison.Ordinal);
        if (fault == "keys moved") Assert.Contains("jwks_uri moved from", line, StringComparison.Ordinal);
        else if (fault.EndsWith(" moved", StringComparison.Ordinal) && reason == "op_metadata_moved" && fault != "issuer moved") Assert.Contains(fault + " from", line, StringComparison.Ordinal);
        Assert.Equal(302, (await member.GetAsync(GatewayHost.Vanity + "?logout=/")).Status);
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 1, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(gateway.Nats.Ledger.Calls, call => call.Headers["Host"].StartsWith("localhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A134_The_keys_of_an_OP_that_moves_are_read_where_they_were_all_the_same()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Session"] = new JsonObject { ["InactivityTimeout"] = "8h" });
        await gateway.SignedInAsync("alice");
        Break(gateway.Nats.Switches, "revocation_endpoint moved");
        gateway.Nats.Ledger.Clear();
        gateway.Clock.Advance(Hour);

        await gateway.NewBrowser().GetAsync("/members/");
        await gateway.SaidAsync("An earlier one is in use: True.");

        Assert.Single(gateway.Nats.Ledger.Calls, call => call.Endpoint == NatsEndpoint.Jwks);
    }

    [Fact]
    public async Task A135_Fifty_logins_at_once_on_a_cold_start_read_metadata_and_keys_once()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var latch = gateway.Nats.Switches.Metadata.Hold();
        var browsers = Enumerable.Range(0, 50).Select(_ => gateway.NewBrowser()).ToList();

        var starting = browsers.Select((browser, i) => browser.GetAsync($"/members/p{i}")).ToList();
        await latch.ArrivedAsync();
        latch.Open();
        var starts = await Task.WhenAll(starting);
        gateway.Nats.Switches.AutoLogin = "alice";
        var pages = await Task.WhenAll(starts.Select((start, i) => browsers[i].OpenAsync(start.Header("Location")!)));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"upstream:/members/p{i}"), pages.Select(page => page.Text));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        Assert.Equal(50, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A134_Code_and_client_secret_go_to_no_other_place_than_before()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("alice");
        Break(gateway.Nats.Switches, "token_endpoint moved");
        gateway.Nats.Ledger.Clear();
        gateway.Clock.Advance(Hour);
        await gateway.NewBrowser().GetAsync("/members/");
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Metadata, 1, TestContext.Current.CancellationToken);

        for (var login = 0; login < 5; login++) Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("bob")).Text);   // the last of them long after the reading

        Assert.DoesNotContain(gateway.Nats.Ledger.Of(NatsEndpoint.Token), call => call.Headers["Host"].StartsWith("localhost", StringComparison.Ordinal));
    }

    private static async Task<(int Status, string? Word, string? Provider)> ReadinessAsync(GatewayHost gateway)
    {
        var ready = await gateway.Operations.AskAsync("/health/ready");
        return (ready.Status, ready.Json.GetProperty("status").GetString(), ready.Json.GetProperty("providers").GetProperty(gateway.Nats.MetadataUrl.Authority).GetString());
    }

    private static bool Hangs(string fault) => fault.EndsWith("never", StringComparison.Ordinal);

    private static string EndpointOf(string fault) => fault.StartsWith("keys", StringComparison.Ordinal) ? NatsEndpoint.Jwks : NatsEndpoint.Metadata;

    private static void Break(Switches switches, string fault, SimulatedNats? nats = null)
    {
        switch (fault)
        {
            case "500": switches.Metadata.Fail(500); break;
            case "html": switches.Metadata.Fail(200, "<html><title>Welcome", "text/html"); break;
            case "drop": switches.Metadata.Drop(); break;
            case "never": switches.Metadata.NeverAnswer(); break;
            case "keys 500": switches.Jwks.Fail(500); break;
            case "keys never": switches.Jwks.NeverAnswer(); break;
            case "no keys": switches.Jwks.Fail(200, """{"keys":[]}""", "application/json"); break;
            case "another issuer": switches.MetadataDocument = json => json["issuer"] = "https://evil.example"; break;
            case "bad endpoint": switches.MetadataDocument = json => json["token_endpoint"] = "http://evil.example/token"; break;
            case var moved when moved.EndsWith("_endpoint moved", StringComparison.Ordinal):
                switches.MetadataDocument = json => json[moved.Split(' ')[0]] = ((string)json[moved.Split(' ')[0]]!).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
                break;
            case "issuer moved": switches.MetadataDocument = json => json["issuer"] = nats!.Issuer + "/tenant"; break;
            case "keys moved": switches.MetadataDocument = json => json["jwks_uri"] = nats!.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + NatsEndpoint.JwksPath; break;
            default: throw new ArgumentException("no such fault: " + fault, nameof(fault));
        }
    }

    // As a text from outside stands in a log line.
    private static string Redacted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
