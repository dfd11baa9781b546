using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Ways of a site's own to its OP: a proxy, other authorities, a certificate that it shows.</summary>
public sealed class ProviderTransportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-transport-").FullName;
    private TlsFront? _front;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("gateway:s3cret word")]
    public async Task Every_call_goes_by_the_proxy(string? credentials)
    {
        await using var proxy = await SomeProxy.StartAsync(credentials);
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Provider"]!["Proxy"] = new JsonObject { ["Address"] = proxy.Address };
            if (credentials?.Split(':') is [var user, var password]) (site["Provider"]!["Proxy"]!["User"], site["Provider"]!["Proxy"]!["Password"]) = (user, password);
        });
        var alice = gateway.NewBrowser();

        var page = await alice.SignInAsync("alice", "/members/full/a.php");

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Assert.Equal(
            [$"GET {gateway.Nats.MetadataUrl}", $"GET {gateway.Nats.Issuer}{NatsEndpoint.JwksPath}", $"POST {gateway.Nats.Issuer}{NatsEndpoint.TokenPath}", $"GET {gateway.Nats.Issuer}{NatsEndpoint.UserInfoPath}"],
            proxy.Passed);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Proxy_that_wants_a_password_lets_nobody_past_without()
    {
        await using var proxy = await SomeProxy.StartAsync("gateway:s3cret");
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["Proxy"] = new JsonObject { ["Address"] = proxy.Address });

        var answer = await gateway.NewBrowser().GetAsync("/members/");

        Proof.ErrorPage(gateway, answer, 503, "sign_in_unavailable");
        Assert.Contains(gateway.Log.Warnings, line => line.Text.Contains("answered 407.", StringComparison.Ordinal));
        Assert.Empty(gateway.Nats.Ledger.Calls);
    }

    [Fact]
    public async Task Proxy_that_fails_one_site_keeps_nobody_of_another_from_signing_in()
    {
        await using var gateway = await GatewayHost.StartAsync(file: file =>
        {
            var other = file["Sites"]!["a"]!.DeepClone().AsObject();
            other["Origins"] = new JsonArray(TwoSites.OtherOrigin);
            file["Sites"]!["b"] = other;
            file["Sites"]!["a"]!["Provider"]!["Proxy"] = new JsonObject { ["Address"] = $"http://127.0.0.1:{FreePort.Take()}" };
        });
        var neighbour = new Browser(gateway.Address, gateway.Nats, TwoSites.OtherOrigin);
        gateway.AssertLogin(await neighbour.GetAsync("/members/"));

        for (var failure = 0; failure < 6; failure++)
        {
            Assert.Equal(503, (await gateway.NewBrowser().GetAsync("/members/")).Status);
            gateway.AssertLogin(await neighbour.GetAsync("/members/"));
            gateway.Clock.Advance(TimeSpan.FromSeconds(1 << failure));   // the source's own pauses
        }
    }

    [Theory]
    [InlineData("good", true)]
    [InlineData("unknown authority", false)]
    [InlineData("self-signed", false)]
    [InlineData("other host", false)]
    [InlineData("expired", false)]
    public async Task Authorities_of_the_owner_alone_vouch_for_the_OP(string kind, bool isTrusted)
    {
        await using var gateway = await StartAsync(kind, provider => provider["CertificateAuthorities"] = Write("authorities.pem", SomeCertificate.AuthorityPem));
        await using var front = _front;
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync("/members/");

        if (isTrusted)
        {
            Proof.Login(gateway, answer);
            Assert.Equal("upstream:/members/", (await browser.SignInAsync("alice")).Text);
            gateway.AssertQuiet();
            return;
        }

        Proof.ErrorPage(gateway, answer, 503, "sign_in_unavailable");
        Assert.Contains(gateway.Log.Warnings, line => line.Text.Contains("(op_certificate)", StringComparison.Ordinal));
        Assert.Empty(gateway.Nats.Ledger.Calls);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pass word")]
    public async Task Certificate_of_the_owner_is_shown_to_an_OP_that_asks_for_one(string? password)
    {
        var serial = TestCertificate.Write(_folder, "client", ["client.example"]);
        if (password is not null) Encrypt(password);
        await using var gateway = await StartAsync("good", provider =>
        {
            provider["CertificateAuthorities"] = Write("authorities.pem", SomeCertificate.AuthorityPem);
            provider["ClientAuthentication"] = "tls_client_auth";
            provider.Remove("ClientSecret");
            provider["ClientCertificate"] = new JsonObject { ["File"] = $"{_folder}/client.pem", ["Key"] = $"{_folder}/client.key" };
            if (password is not null) provider["ClientCertificate"]!["KeyPassword"] = password;
        }, client => client with { Authentication = "none" });
        await using var front = _front!;
        front.AsksForCertificate = true;

        var page = await gateway.NewBrowser().SignInAsync("alice", "/members/full/a.php");

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Assert.NotEmpty(front.Shown);
        Assert.All(front.Shown, shown => Assert.Equal(serial, shown));
        Assert.Equal((GatewayHost.ClientId, null), (Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Form["client_id"], gateway.Nats.Ledger.Of(NatsEndpoint.Token)[0].Authorization));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Endpoints_for_clients_with_a_certificate_are_those_of_a_client_that_has_one(bool hasOne)
    {
        TestCertificate.Write(_folder, "client", ["client.example"]);
        await using var gateway = await StartAsync("good", provider =>
        {
            provider["CertificateAuthorities"] = Write("authorities.pem", SomeCertificate.AuthorityPem);
            provider["Endpoints"]!.AsObject().Remove("Token");
            provider["Endpoints"]!.AsObject().Remove("UserInfo");
            if (hasOne) provider["ClientCertificate"] = new JsonObject { ["File"] = $"{_folder}/client.pem", ["Key"] = $"{_folder}/client.key" };
        });
        await using var front = _front!;
        string At(string path, string by) => front.Address.GetLeftPart(UriPartial.Authority) + path + "?by=" + by;
        gateway.Nats.Switches.MetadataDocument = document =>
        {
            (document["token_endpoint"], document["userinfo_endpoint"]) = (At(NatsEndpoint.TokenPath, "anybody"), At(NatsEndpoint.UserInfoPath, "anybody"));
            document["mtls_endpoint_aliases"] = new JsonObject { ["token_endpoint"] = At(NatsEndpoint.TokenPath, "owner"), ["userinfo_endpoint"] = At(NatsEndpoint.UserInfoPath, "owner"), ["jwks_uri"] = "https://elsewhere.example/" };
        };

        await gateway.NewBrowser().SignInAsync("alice", "/members/full/a.php");

        var expected = hasOne ? "owner" : "anybody";
        Assert.Equal((expected, expected), (gateway.Nats.Ledger.Of(NatsEndpoint.Token)[0].Query["by"], gateway.Nats.Ledger.Of(NatsEndpoint.UserInfo)[0].Query["by"]));
        gateway.AssertQuiet();
    }

    // The OP behind TLS, all that Gateway itself asks of it.
    private Task<GatewayHost> StartAsync(string kind, Action<JsonObject> provider, Func<NatsClient, NatsClient>? client = null) => GatewayHost.StartAsync(
        site =>
        {
            var issuer = new Uri((string)site["Provider"]!["MetadataUrl"]!).GetLeftPart(UriPartial.Authority);
            _front = TlsFront.Before(new Uri(issuer), SomeCertificate.Named(kind));
            string At(string path) => _front.Address.GetLeftPart(UriPartial.Authority) + path;
            site["Provider"]!["MetadataUrl"] = At(NatsEndpoint.MetadataPath);
            site["Provider"]!["Issuer"] = issuer;
            site["Provider"]!["Endpoints"] = new JsonObject { ["Token"] = At(NatsEndpoint.TokenPath), ["Jwks"] = At(NatsEndpoint.JwksPath), ["UserInfo"] = At(NatsEndpoint.UserInfoPath) };
            provider(site["Provider"]!.AsObject());
        },
        nats: nats => client is null ? nats : nats with { Clients = [.. nats.Clients.Select(client)] });

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }

    private void Encrypt(string password)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText($"{_folder}/client.key"));
        TestCertificate.WriteSecret($"{_folder}/client.key", key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
    }
}
