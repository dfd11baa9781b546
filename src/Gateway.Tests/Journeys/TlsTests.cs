using System.Security.Authentication;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Listening;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>TLS by Gateway itself: whose certificate, which protocol, and nothing of one site over the connection of another.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_member_signs_in_over_TLS_and_HTTP_2()
    {
        await using var stage = await TlsStage.StartAsync();
        using var wire = stage.Wire();
        var browser = stage.NewBrowser(wire);

        var page = await browser.SignInAsync("alice", "/members/full/a.php");

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Assert.Equal("https", stage.Gateway.Area.Last("/members/full/a.php")["X-Forwarded-Proto"]);
        Assert.Equal(stage.SerialOfA, wire.Serial);
        Assert.Equal(1, wire.Connections);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("a.example", "a")]
    [InlineData("WWW.A.EXAMPLE", "a")]
    [InlineData("b.example", "b")]
    public async Task Each_name_gets_the_certificate_of_its_site(string name, string site)
    {
        await using var stage = await TlsStage.StartAsync();
        using var wire = stage.Wire(name);

        var answer = await stage.NewBrowser(wire, "https://" + name.ToLowerInvariant()).GetAsync("/");

        Assert.Equal(200, answer.Status);
        Assert.Equal(site == "a" ? stage.SerialOfA : stage.SerialOfB, wire.Serial);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("x.a.example")]
    [InlineData("127.0.0.1")]   // goes without a name
    public async Task A_name_of_no_site_and_none_at_all_get_nobodys_certificate(string name)
    {
        await using var stage = await TlsStage.StartAsync();
        using var wire = stage.Wire(name);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => stage.NewBrowser(wire).GetAsync("/"));

        Assert.True(refused.InnerException is IOException or AuthenticationException, refused.ToString());
        Assert.Null(wire.Serial);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_site_that_is_an_address_is_found_without_a_name()
    {
        await using var stage = await TlsStage.StartAsync(site =>
        {
            site["Origins"]!.AsArray().Add("https://127.0.0.1");
        });
        using var wire = stage.Wire("127.0.0.1");

        Assert.Equal(200, (await stage.NewBrowser(wire, "https://127.0.0.1").GetAsync("/")).Status);
    }

    [Fact]
    public async Task F104_A_connection_made_for_one_site_serves_its_hosts_and_no_other_sites()
    {
        await using var stage = await TlsStage.StartAsync();
        using var wire = stage.Wire("a.example");
        var (own, alias, other) = (stage.NewBrowser(wire), stage.NewBrowser(wire, "https://www.a.example"), stage.NewBrowser(wire, "https://b.example"));

        Assert.Equal(200, (await own.GetAsync("/")).Status);
        Assert.Equal(200, (await alias.GetAsync("/")).Status);
        var crossed = await other.GetAsync("/members/");

        Assert.Equal(421, crossed.Status);
        Proof.Own(crossed);
        Assert.StartsWith("This host is not served here.", crossed.Text, StringComparison.Ordinal);
        Assert.Single(stage.Gateway.Log.All, line => line.Text.Contains("(host_of_other_site, 421)", StringComparison.Ordinal));
        Assert.Empty(crossed.SetCookies);
        Assert.DoesNotContain(stage.Gateway.Area.Requests, request => request["Host"] == "b.example");
    }

    [Theory]
    [InlineData("GET", "/members/?a=1&b=%20", "https://a.example/members/?a=1&b=%20")]
    [InlineData("POST", "/x", "https://a.example/x")]
    [InlineData("GET", "/..%2f", "https://a.example/..%2f")]
    [InlineData("GET", "/.well-known/acme-challenge/", "https://a.example/.well-known/acme-challenge/")]
    [InlineData("GET", "/.well-known/acme-challenge/..%2f..%2fpage", "https://a.example/.well-known/acme-challenge/..%2f..%2fpage")]
    [InlineData("GET", "/.well-known/acme-challenge/token/page", "https://a.example/.well-known/acme-challenge/token/page")]
    public async Task Plain_http_of_an_https_site_goes_to_https(string method, string target, string expected)
    {
        await using var stage = await TlsStage.StartAsync();

        var answer = await stage.Gateway.NewBrowser().SendAsync(method, target, method == "POST" ? new StringContent("a=1") : null);

        Assert.Equal((308, expected), (answer.Status, answer.Header("Location")));
        Proof.Own(answer);
        Assert.Empty(answer.SetCookies);
        Assert.Empty(stage.Gateway.Area.Requests);
    }

    [Fact]
    public async Task Whoever_renews_certificates_is_answered_by_the_upstream_over_plain_http()
    {
        await using var stage = await TlsStage.StartAsync();

        var answer = await stage.Gateway.NewBrowser().GetAsync("/.well-known/acme-challenge/token_x");

        Assert.Equal("upstream:/.well-known/acme-challenge/token_x", answer.Text);
        Assert.Equal(308, (await stage.Gateway.NewBrowser().GetAsync("/.well-known/other")).Status);
        Assert.Equal(421, (await stage.Gateway.NewBrowser("https://evil.example").GetAsync("/.well-known/acme-challenge/token_x")).Status);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("X-Forwarded-Port", "80")]
    [InlineData("Forwarded", "proto=http")]
    public async Task A44_Behind_a_TLS_balancer_everything_comes_from_the_origins_and_nothing_is_redirected_to_https(string header, string value = "")
    {
        await using var stage = await TlsStage.StartAsync(site => site["TrustedProxies"] = new JsonArray("127.0.0.1"));
        var (gateway, browser) = (stage.Gateway, stage.Gateway.NewBrowser());
        (string, string)[] said = value.Length == 0 ? [] : [(header, value)];

        var start = await browser.GetAsync("/members/a.php", said);
        Proof.Login(gateway, start);
        var answer = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"), said);
        var page = await browser.GetAsync("/members/a.php", said);

        Assert.Equal("https://a.example" + GatewayHost.Vanity, Proof.AuthorizationRequest(start)["redirect_uri"]);
        Assert.Equal((302, "https://a.example/members/a.php"), (answer.Status, answer.Header("Location")));
        Assert.All(start.SetCookies.Concat(answer.SetCookies), line =>
        {
            Assert.StartsWith("__Host-", line, StringComparison.Ordinal);
            Assert.Contains("; secure", line, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal((200, "upstream:/members/a.php"), (page.Status, page.Text));
        var received = gateway.Area.Last("/members/a.php");
        Assert.Equal(("https", "443", "a.example"), (received["X-Forwarded-Proto"], received["X-Forwarded-Port"], received["X-Forwarded-Host"]));
        gateway.AssertQuiet();
    }

    [Fact(Timeout = 300_000)]
    public async Task A_renewed_certificate_is_taken_from_its_files_while_downloads_go_on()
    {
        await using var stage = await TlsStage.StartAsync();
        var gate = new Latch();
        stage.Gateway.Area.Streams["/film"] = async context =>
        {
            await context.Response.WriteAsync("a long ", context.RequestAborted);
            await gate.PassAsync(context.RequestAborted);
            await context.Response.WriteAsync("film", context.RequestAborted);
        };
        using var wire = stage.Wire();
        var film = stage.NewBrowser(wire).GetAsync("/film");
        await gate.ArrivedAsync(1, TestContext.Current.CancellationToken);

        await File.AppendAllTextAsync(Path.Combine(stage.Folder, "a.pem"), "half a ", TestContext.Current.CancellationToken);
        TestCertificate.WriteSecret(Path.Combine(stage.Folder, "a.key"), "rubbish");
        while (stage.Gateway.Log.Warnings.Count == 0) await LookAsync(stage);
        Assert.Equal(
            $"The certificate {Path.Combine(stage.Folder, "a.pem")} has changed and is not taken (the two are no certificate and its key in PEM); the one before stays in use.",
            stage.Gateway.Log.Warnings[0].Text);
        Assert.Equal(stage.SerialOfA, await SerialAsync(stage));
        var renewed = TestCertificate.Write(stage.Folder, "a", ["a.example", "www.a.example"]);
        while (await SerialAsync(stage) != renewed) await LookAsync(stage);
        gate.Open();

        Assert.Equal("a long film", (await film).Text);
        Assert.Equal(1, wire.Connections);
        Assert.Contains(stage.Gateway.Log.All, line => line.Text == $"The certificate {Path.Combine(stage.Folder, "a.pem")} was renewed; it is valid until 2100-01-01.");
    }

    [Fact]
    public async Task A_reload_brings_a_site_with_its_certificate_and_takes_another_away_while_connections_go_on()
    {
        await using var stage = await TlsStage.StartAsync();
        using var wire = stage.Wire();
        var alice = stage.NewBrowser(wire);
        await alice.SignInAsync("alice");
        var serial = TestCertificate.Write(stage.Folder, "c", ["c.example"]);

        await stage.Gateway.ReloadAsync(file: file =>
        {
            TlsStage.AddSite(file, "c", "https://c.example", stage.Certificate("c"));
            file["Sites"]!.AsObject().Remove("b");
        });

        using var toC = stage.Wire("c.example");
        using var toB = stage.Wire("b.example");
        Assert.Equal(200, (await stage.NewBrowser(toC, "https://c.example").GetAsync("/")).Status);
        Assert.Equal(serial, toC.Serial);
        Assert.Equal(421, (await stage.NewBrowser(toB, "https://b.example").GetAsync("/")).Status);
        Assert.Equal(200, (await alice.GetAsync("/members/")).Status);
        Assert.Equal(1, wire.Connections);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_Kestrel_section_is_passed_on_as_it_stands()
    {
        await using var gateway = await GatewayHost.StartAsync(file: file =>
        {
            file.Remove("Listen");
            file["Kestrel"] = new JsonObject { ["Endpoints"] = new JsonObject { ["one"] = new JsonObject { ["Url"] = "http://127.0.0.1:0" } } };
        });

        Assert.Equal("upstream:/", (await gateway.NewBrowser().GetAsync("/")).Text);
    }

    [Fact]
    public async Task TLS_by_the_Kestrel_section_alone_redirects_plain_http_too()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-tls-").FullName;
        TestCertificate.Write(folder, "a", ["a.example"]);
        await using var gateway = await GatewayHost.StartAsync(file: file =>
        {
            file["Kestrel"] = new JsonObject
            {
                ["endpoints"] = new JsonObject { ["one"] = new JsonObject { ["url"] = "https://127.0.0.1:0" } },
                ["Certificates"] = new JsonObject { ["Default"] = new JsonObject { ["Path"] = Path.Combine(folder, "a.pem"), ["KeyPath"] = Path.Combine(folder, "a.key") } },
            };
        });

        var plain = await gateway.NewBrowser().GetAsync("/members/?a=1");
        using var wire = new TlsWire(gateway.TlsPort, null);
        var page = await new Browser(gateway.Address, gateway.Nats, GatewayHost.Origin, wire).GetAsync("/");

        Assert.Equal((308, "https://a.example/members/?a=1"), (plain.Status, plain.Header("Location")));
        Assert.Equal("upstream:/", page.Text);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string?> SerialAsync(TlsStage stage)
    {
        using var wire = stage.Wire();
        await stage.NewBrowser(wire).GetAsync("/");
        return wire.Serial;
    }

    private static async Task LookAsync(TlsStage stage)
    {
        stage.Gateway.Clock.Advance(CertificateRenewal.Interval);
        await Task.Yield();   // it looks behind the clock
    }
}
