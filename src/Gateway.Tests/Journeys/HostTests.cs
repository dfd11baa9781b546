using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Which site a request is for, by what the wire says; and whose request it is, by whom we trust.</summary>
public sealed class HostTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("a.example:8080")]
    [InlineData("a.example:80")]
    [InlineData("xa.example")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task F102_An_unknown_host_gets_421_as_plain_text_and_nobodys_login(string host)
    {
        foreach (var target in new[] { "/", "/members/", "/members/vanity.php?code=x&state=y" })
        {
            stage.Clear();

            var answer = await stage.SendAsync("full", $"GET {target} HTTP/1.1", ["Host: " + host, "Accept: text/html"]);

            Assert.Equal((421, "text/plain; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
            Assert.Null(answer.Location);
            Assert.Empty(answer.SetCookies);
            RefusalStage.AssertOwnAnswer(answer, host);
            var line = Assert.Single(stage.Gateway.Log.All).Text;
            Assert.StartsWith("Refused (host_unknown, 421) site=- ", line, StringComparison.Ordinal);
            Assert.Contains(VanityStage.ReferenceOf(answer), line, StringComparison.Ordinal);
            stage.AssertUntouched($"{host} {target}");
        }
    }

    [Theory]
    [InlineData]
    [InlineData("Host: a.example", "Host: a.example")]
    [InlineData("Host: a.example", "Host: evil.example")]
    [InlineData("Host: a.example:99999")]
    [InlineData("Host: a.example:0")]
    [InlineData("Host: a.example@evil")]
    [InlineData("Host: a.example/x")]
    [InlineData("Host: [::1")]
    [InlineData("Host: a.example\r")]
    [InlineData("Host: a.exa\0mple")]
    [InlineData("Host: a.example, evil.example")]
    [InlineData("Host:")]
    public async Task F102_A_malformed_host_is_400(params string[] lines)
    {
        stage.Clear();

        var answer = await stage.SendAsync("full", "GET /members/ HTTP/1.1", lines);

        Assert.Equal(400, answer.Status);
        Assert.Null(answer.Location);
        stage.AssertUntouched(string.Join(" + ", lines));
    }

    [Theory]
    [InlineData("A.EXAMPLE")]
    [InlineData("a.example:443")]
    [InlineData("WWW.a.example")]
    public async Task F103_A_host_in_any_letter_case_and_with_its_own_port_is_the_site(string host)
    {
        stage.Clear();

        var answer = await stage.SendAsync("full", "GET /members/ HTTP/1.1", ["Host: " + host, "Accept: text/html"]);

        Assert.Equal(200, answer.Status);
        Assert.Equal(host, stage.Gateway.Area.Last("/members/")["Host"]);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("a.example.")]
    [InlineData("a.example.:443")]
    public async Task F103_A_host_with_a_trailing_dot_is_400(string host)
    {
        stage.Clear();

        var answer = await stage.SendAsync("full", "GET /members/ HTTP/1.1", ["Host: " + host]);

        Assert.Equal(400, answer.Status);
        stage.AssertUntouched(host);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7, 10.1.2.3, ::ffff:10.0.0.1", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7:4711, 10.1.2.3", "203.0.113.7")]
    [InlineData("6.6.6.6, nonsense, 10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task F75_Behind_trusted_proxies_the_client_is_the_first_hop_that_is_not_trusted(string forwarded, string client)
    {
        await using var gateway = await GatewayHost.StartAsync(file: file => file["TrustedProxies"] = new JsonArray("127.0.0.1", "10.0.0.0/8"));

        await RawRequest.GetAsync(gateway, "/", "X-Forwarded-For: " + forwarded, "X-Forwarded-Proto: http", "X-Forwarded-Port: 8080");

        var received = gateway.Area.Last("/");
        Assert.Equal(client, received["X-Forwarded-For"]);
        Assert.Equal("https", received["X-Forwarded-Proto"]);
        Assert.Equal("443", received["X-Forwarded-Port"]);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(200, "X-Forwarded-Host: www.a.example")]
    [InlineData(421, "X-Forwarded-Host: evil.example")]
    [InlineData(400, "X-Forwarded-Host: evil.example/x?")]
    [InlineData(400, "X-Forwarded-Host: a.example, evil.example")]
    [InlineData(400, "X-Forwarded-Host: a.example", "X-Forwarded-Host: evil.example")]
    [InlineData(400, "X-Forwarded-Host:")]
    public async Task F76_The_forwarded_host_of_a_trusted_proxy_is_judged_like_any_host(int status, params string[] lines)
    {
        AskedStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(file: file => file["TrustedProxies"] = new JsonArray("127.0.0.1"), services: TakeOut.Store(inner => store = new AskedStore(inner)));
        var cookie = RefusalStage.CookieOf(await gateway.SignedInAsync("alice"));
        VanityStage.Forget(gateway);
        store!.Verbs.Clear();

        foreach (var proto in (string[])["javascript", "https,http", "HTTPS ", "https\r\nX-Forwarded-Proto: http"])
        {
            string[] all = [.. lines, "X-Forwarded-Proto: " + proto, "X-Forwarded-Port: 443@evil", "Accept: text/html"];
            Assert.Equal(status, (await RawRequest.GetAsync(gateway, "/", all)).Status);
            if (status != 200) Assert.Equal(status, (await RawRequest.GetAsync(gateway, "/members/", [.. all, cookie])).Status);

            var login = await RawRequest.GetAsync(gateway, "/members/", all);
            if (status == 200) Assert.Equal("https://www.a.example/members/vanity.php", Proof.AuthorizationRequest(login)["redirect_uri"]);
            else Assert.Equal((status, null), (login.Status, login.Location));
        }

        if (status == 200) Assert.Equal("www.a.example", gateway.Area.Last("/")["X-Forwarded-Host"]);
        else Assert.Equal((0, 0, 0), (gateway.Area.Requests.Count, gateway.Nats.Ledger.Calls.Count, store.Verbs.Count));
        gateway.AssertQuiet();
    }
}
