using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Commands;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>What an owner reads of a provider that is as it should be, odd, or in the way of a login.</summary>
public sealed partial class OnlineCheckTests : IAsyncLifetime
{
    private readonly ConfigurationFolder _folder = new();
    private SimulatedNats _nats = null!;   // set before the test
    private FakeMembersArea _area = null!;   // the same

    public async ValueTask InitializeAsync()
    {
        var client = new NatsClient("1", "hush") { RedirectUris = ["https://a.example/members/vanity.php"] };
        var other = new NatsClient("2", "other") { RedirectUris = ["https://b.example/v"] };
        _nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [client, other] }, TimeProvider.System);
        _area = await FakeMembersArea.StartAsync();
        _folder.With("Upstream", $"\"{_area.Address}\"");
        Configure();
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _area.DisposeAsync();
        await _nats.DisposeAsync();
    }

    [Fact]
    public async Task A_provider_that_is_as_it_should_be()
    {
        var (code, output) = await CheckAsync();

        Assert.Equal(0, code);
        Assert.EndsWith(
            $"""
            {_folder.File} is good: 1 site, 0 warnings, 0 notes.

            Provider {new Uri(_nats.Issuer).Authority} (site example)
              ok     metadata  {_nats.MetadataUrl}
              ok     issuer    {_nats.Issuer}
              ok     clock     this server's and the provider's agree
              ok     id token  signed with RS256
              ok     userinfo  signed with RS256, as configured
              ok     keys      RSA 2048 bits "{_nats.Keys.Current.Kid}"
              ok     userinfo  {_nats.Issuer}{NatsEndpoint.UserInfoPath} asks for a token

            Client 1 at {new Uri(_nats.Issuer).Authority} (site example)
              ok     secret    client id and secret are accepted
              ok     redirect  https://a.example/members/vanity.php is accepted

            Upstream {_area.Address.GetLeftPart(UriPartial.Authority)} (site example)
              ok     answer  its first page answers 200

            Own certificate (site example)
              note   a.example  Nobody answers there, as seen from this server.
                                -> So it is before a site goes live. Afterwards compare the address that this name has in the DNS with this server's, and look at Listen and the firewall.

            Online: no fault found.

            """.ReplaceLineEndings("\n"), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sites_of_one_provider_ask_it_once()
    {
        _folder.OtherSite = "\"other\": " + $$"""
            { "Origins": [ "https://b.example" ], "RedirectUri": "/v", "Passphrase": "another of the right length", "Upstream": "{{_area.Address}}",
              "Paths": { "/": "all granted" }, "Provider": {{Provider().Replace("hush", "other", StringComparison.Ordinal).Replace("\"1\"", "\"2\"", StringComparison.Ordinal)}} }
            """;

        var (code, output) = await CheckAsync();

        Assert.Equal(0, code);
        Assert.Contains("(sites example, other)", output, StringComparison.Ordinal);
        Assert.All((string[])[NatsEndpoint.Metadata, NatsEndpoint.Jwks, NatsEndpoint.UserInfo], endpoint => Assert.Equal(1, _nats.Ledger.Count(endpoint)));
        Assert.All((string[])[NatsEndpoint.Authorize, NatsEndpoint.Token], endpoint => Assert.Equal(2, _nats.Ledger.Count(endpoint)));
        Assert.Equal(7, _nats.Ledger.Calls.Count);
        Assert.Single(_area.Requests);
    }

    /// <summary>What is wrong, what an owner reads of it and what to do. {op} is the OP's address.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "metadata 404", "FAULT  metadata  {op}/.well-known/member-openid-configuration answers 404.", "Compare the address with what the provider documents." },
        { "metadata 403", "FAULT  metadata  {op}/.well-known/member-openid-configuration answers 403.", "Add this server's outgoing address to MEMBER_OPENID_SECURE_IPS at NATS." },
        { "metadata 302", "FAULT  metadata  {op}/.well-known/member-openid-configuration answers 302.", "Gateway follows no redirect of a provider: write the address that it leads to." },
        { "metadata html", "FAULT  metadata  {op}/.well-known/member-openid-configuration is refused: it is no JSON, or is nested deeper than 32 levels.", "Compare Provider.MetadataUrl and Provider.Issuer with what the provider gave you; else ask it to mend the document." },
        { "metadata drop", "FAULT  metadata  {op}/.well-known/member-openid-configuration: The OP could not be reached or broke off.", "Look whether the address is right, the provider is up, and a firewall lets this server out." },
        { "other issuer", "FAULT  metadata  {op}/.well-known/member-openid-configuration is refused: issuer \"https://other.example\" is not on the origin of \"{op}/.well-known/member-openid-configuration\"; if that is right, write it as Provider.Issuer.", "Compare Provider.MetadataUrl and Provider.Issuer with what the provider gave you; else ask it to mend the document." },
        { "plain http", "FAULT  metadata  {op}/.well-known/member-openid-configuration is refused: token_endpoint is \"http://op.example/token\", plain http, which needs Provider.AllowHttp.", "Compare Provider.MetadataUrl and Provider.Issuer with what the provider gave you; else ask it to mend the document." },
        { "no code flow", "FAULT  flow      The provider does not offer the code flow (response_types_supported).", "Ask the provider to allow response type code." },
        { "id token by HS256", "FAULT  id token  The provider does not sign with RS256, but with HS256.", "Set Provider.IdTokenSignedResponseAlg to what the provider signs with; one with a shared secret is never taken." },
        { "userinfo by ES256", "FAULT  userinfo  Provider.UserInfoSignedResponseAlg is RS256, the provider offers ES256.", "Set what the provider signs userinfo with." },
        { "keys 500", "FAULT  keys      {op}/openid/jwks answers 500.", "Ask the provider; Gateway keeps members out until it is mended." },
        { "no keys", "FAULT  keys      {op}/openid/jwks is refused: no key in it can verify a signature.", "Ask the provider; Gateway keeps members out until it is mended." },
        { "EC key alone", "FAULT  keys      None of them can verify RS256.", "Ask the provider for a key for RS256, or which algorithm it signs with." },
        { "userinfo 404", "FAULT  userinfo  {op}/openid/userinfo answers 404 where a token is missing, not 401.", "Compare the address with what the provider documents." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_comes_with_its_remedy(string fault, string line, string remedy)
    {
        Break(fault);

        var (code, output) = await CheckAsync();

        Assert.Equal(1, code);
        Assert.Contains($"  {line.Replace("{op}", _nats.Issuer, StringComparison.Ordinal)}\n                   -> {remedy}\n", output, StringComparison.Ordinal);
        Assert.EndsWith($"\nOnline: 1 fault found.\n", output, StringComparison.Ordinal);
    }

    /// <summary>What is odd, works all the same, and what an owner reads of it.</summary>
    public static TheoryData<string, string> Oddities => new()
    {
        { "metadata as text/html", "note   metadata  JSON is sent as text/html; Gateway takes it, other software may not." },
        { "keys without type", "note   keys      JSON is sent without a type; Gateway takes it, other software may not." },
        { "userinfo as text/html", "note   userinfo  JSON is sent as text/html; Gateway takes it, other software may not." },
        { "userinfo without type", "note   userinfo  JSON is sent without a type; Gateway takes it, other software may not." },
        { "endpoint elsewhere", "note   endpoints  jwks_uri is on another host: http://localhost:{port}/openid/jwks" },
        { "no end_session_endpoint", "note   endpoints  There is no end_session_endpoint: a logout ends the session here, not at the provider." },
        { "no PKCE", "note   flow      PKCE with S256 is not announced; as a rule it does no harm." },
        { "secret by post", "note   flow      client_secret_basic is not among token_endpoint_auth_methods_supported." },
        { "one useless key", "note   keys      1 more cannot verify a signature and is passed over." },
        { "userinfo 403", "note   userinfo  {op}/openid/userinfo answers 403 to this server." },
        { "plain configured", "note   userinfo  The provider can sign userinfo (RS256), and the site takes it plain." },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task A116_What_is_odd_but_taken_is_a_note(string oddity, string line)
    {
        Break(oddity);

        var (code, output) = await CheckAsync();

        var expected = line.Replace("{op}", _nats.Issuer, StringComparison.Ordinal).Replace("{port}", $"{new Uri(_nats.Issuer).Port}", StringComparison.Ordinal);
        Assert.Contains($"  {expected}\n", output, StringComparison.Ordinal);
        Assert.EndsWith($"Online: no fault found.\n", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("expired", "has run out or is not valid yet")]
    [InlineData("other host", "it is for op.example, not for localhost")]
    [InlineData("unknown authority", "this server does not know who vouches for it (CN=Unknown authority)")]
    public async Task A137_A_bad_certificate_is_explained(string kind, string cause)
    {
        await using var front = TlsFront.Before(new Uri(_nats.Issuer), SomeCertificate.Named(kind));
        _folder.With("Provider", Provider().Replace(_nats.Issuer + "/", front.Address.ToString(), StringComparison.Ordinal));
        var configuration = ConfigurationFolder.Good(_folder.Read());

        var reports = await OnlineCheck.AskAsync(configuration, TestContext.Current.CancellationToken, BackChannel.Transport(transport => SomeCertificate.Trust(transport.SslOptions)));

        var finding = Assert.Single(reports[0].Findings);
        Assert.Equal(("metadata", OnlineVerdict.Fault), (finding.Subject, finding.Verdict));
        Assert.StartsWith($"{front.Address}.well-known/member-openid-configuration: The OP's certificate is refused: ", finding.Text, StringComparison.Ordinal);
        Assert.Contains(cause, finding.Text, StringComparison.Ordinal);
        Assert.Equal("Have the provider renew its certificate, or write its address as the certificate names it; a private authority belongs into Provider.CertificateAuthorities or this server's store.", finding.Remedy);
        Assert.Empty(_nats.Ledger.Calls);
    }

    [Fact]
    public async Task A_provider_is_asked_by_the_way_of_the_owner()
    {
        await using var front = TlsFront.Before(new Uri(_nats.Issuer), SomeCertificate.Named("good"));
        var provider = Provider().Replace(_nats.Issuer + "/", front.Address.ToString(), StringComparison.Ordinal);
        _folder.Beside("ca.pem", Encoding.ASCII.GetBytes(SomeCertificate.AuthorityPem)).With("Provider", provider[..^1] + $", \"Issuer\": \"{_nats.Issuer}\", \"CertificateAuthorities\": \"ca.pem\" }}");

        var reports = await OnlineCheck.AskAsync(ConfigurationFolder.Good(_folder.Read()), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(reports[0].Findings, finding => finding.Verdict == OnlineVerdict.Fault || finding.Subject == "TLS");
        Assert.Contains(reports[0].Findings, finding => finding is { Subject: "metadata", Verdict: OnlineVerdict.Good });
    }

    [Fact]
    public async Task A_broken_file_is_a_fault_and_nobody_is_asked()
    {
        _folder.With("Upstream", "\"nowhere\"");

        var (code, output) = await CheckAsync();

        Assert.Equal((1, ""), (code, output));
        Assert.Empty(_nats.Ledger.Calls);
        Assert.Equal(2, (await Said.ByAsync("check", "--onlin")).Code);
    }

    private async Task<(int Code, string Output)> CheckAsync()
    {
        _folder.Read();
        var said = await Said.ByAsync("check", "--online", "--config", _folder.File);
        return (said.Code, Broken().Replace(said.Output, " "));
    }

    // Where a long text goes on in the next line.
    [GeneratedRegex(@"\n {19,}(?![ >-])")]
    private static partial Regex Broken();

    private string Provider() => $$"""{ "MetadataUrl": "{{_nats.MetadataUrl}}", "ClientId": "1", "ClientSecret": "hush", "UserInfoSignedResponseAlg": "RS256" }""";

    private void Configure() => _folder.With("Provider", Provider());

    private void Document(string name, JsonNode? value) => _nats.Switches.MetadataDocument = json =>
    {
        if (value is null) json.Remove(name);
        else json[name] = value.DeepClone();
    };

    private void Break(string fault)
    {
        var switches = _nats.Switches;
        switch (fault)
        {
            case "metadata 404": switches.Metadata.Fail(404); break;
            case "metadata 403": switches.Metadata.Fail(403); break;
            case "metadata 302": switches.Metadata.Redirect("https://elsewhere.example/"); break;
            case "metadata html": switches.Metadata.Fail(200, "<html>", "text/html"); break;
            case "metadata drop": switches.Metadata.Drop(); break;
            case "metadata as text/html": switches.Metadata.ContentType = "text/html"; break;
            case "other issuer": Document("issuer", "https://other.example"); break;
            case "plain http": Document("token_endpoint", "http://op.example/token"); break;
            case "endpoint elsewhere": Document("jwks_uri", _nats.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + NatsEndpoint.JwksPath); break;
            case "no end_session_endpoint": Document("end_session_endpoint", null); break;
            case "no code flow": Document("response_types_supported", new JsonArray("id_token")); break;
            case "no PKCE": Document("code_challenge_methods_supported", null); break;
            case "secret by post": Document("token_endpoint_auth_methods_supported", new JsonArray("client_secret_post")); break;
            case "id token by HS256": Document("id_token_signing_alg_values_supported", new JsonArray("HS256")); break;
            case "userinfo by ES256": Document("userinfo_signing_alg_values_supported", new JsonArray("ES256")); break;
            case "keys 500": switches.Jwks.Fail(500); break;
            case "keys without type": switches.Jwks.ContentType = ""; break;
            case "no keys": switches.Jwks.Body = _ => """{"keys":[]}"""; break;
            case "one useless key": switches.Jwks.Body = keys => keys.Replace("""{"keys":[""", """{"keys":[{"kty":"oct","k":"AAAA"},""", StringComparison.Ordinal); break;
            case "EC key alone": switches.Jwks.Body = _ => $$"""{"keys":[{{EcKey()}}]}"""; break;
            case "userinfo 403": switches.UserInfo.Fail(403); break;
            case "userinfo 404": switches.UserInfo.Fail(404); break;
            case "userinfo as text/html": switches.UserInfo.Fail(401, """{"error":"invalid_request"}""", "text/html"); break;
            case "userinfo without type": switches.UserInfo.Fail(401, """{"error":"invalid_request"}""", ""); break;
            case "plain configured": _folder.With("Provider", Provider().Replace(", \"UserInfoSignedResponseAlg\": \"RS256\"", "", StringComparison.Ordinal)); break;
            default: throw new ArgumentException("no such fault: " + fault, nameof(fault));
        }
    }

    private static string EcKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty":"EC","crv":"P-256","x":"{{System.Buffers.Text.Base64Url.EncodeToString(point.X)}}","y":"{{System.Buffers.Text.Base64Url.EncodeToString(point.Y)}}"}""";
    }
}
