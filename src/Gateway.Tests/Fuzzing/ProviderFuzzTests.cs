using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>What an OP says of itself: taken only where every address is one that we and a browser may go to, and every key one that proves something.</summary>
public sealed class ProviderFuzzTests
{
    private static readonly SigningKey Key = SigningKey.OfThisProcess();

    private static readonly Fuzz Documents = new("metadata",
        [
            """{"issuer":"https://op.example","authorization_endpoint":"https://op.example/authorize","token_endpoint":"https://op.example/token","jwks_uri":"https://op.example/keys","userinfo_endpoint":"https://op.example/userinfo","end_session_endpoint":"https://op.example/logout","authorization_response_iss_parameter_supported":true}""",
            """{"issuer":"https://op.example","authorization_endpoint":"http://127.0.0.1:8080/a","token_endpoint":"https://[::1]:8443/t","jwks_uri":"https://other.example:444/k?x=1"}""",
        ],
        "\"", "\\", "\\\\", "//", "/", "@", ":", "?", "#", "http", "https", "HTTPS://", "file:///", "javascript:", "op.example", "169.254.169.254", "[fe80::1]", "[::ffff:169.254.1.1]", "127.0.0.1", "localhost", "0xA9FEA9FE", "\\u0000", "\\t", "é", "。", "%2f", "%40", " ", "null", "[]", "\"issuer\":");

    private static readonly Fuzz KeySets = new("key-set",
        [
            new JsonObject { ["keys"] = new JsonArray(Key.ToJwk(), JsonNode.Parse("""{"kty":"EC","crv":"P-256","kid":"e","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""")) }.ToJsonString(),
            """{"keys":[{"kty":"oct","k":"AAAA","alg":"HS256"},{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""",
        ],
        "\"", ",", "{", "}", "[", "]", "\"kty\":\"RSA\"", "\"kty\":\"EC\"", "\"kty\":\"oct\"", "\"k\":\"AAAA\"", "\"crv\":\"P-521\"", "P-384", "\"use\":\"enc\"", "\"use\":\"sig\"", "\"alg\":\"none\"", "\"alg\":\"HS256\"", "\"e\":\"AQ\"", "\"e\":\"Ag\"", "\"n\":\"AQAB\"", "\"x5c\":[\"AAAA\"]", "\"key_ops\":[\"verify\"]", "\"kid\":1", "AA", "=", "+", " ", "null");

    private static readonly Fuzz Tokens = new("token-form",
        ["eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3In0.AAAA", Token("""{"alg":"RS256","kid":1}""", """{"a":"é"}"""), Token("""{"alg":"none"}""", "{}"), Token("""{"alg":"RS256","crit":["x"]}""", "{}"), Token("""{"alg":"RS256","alg":"none"}""", "{}")],
        ".", "..", "=", "-", "_", "+", "/", " ", "AA", "e30", "eyJhbGciOiJub25lIn0", Token("""{"alg":"RS256"}""", "{}"), Token("""{"alg":"RS256","typ":"at+jwt"}""", "{}"));

    [Fact]
    public void Every_address_in_metadata_is_where_it_says_for_us_and_for_a_browser() => Documents.Run((byte[] bytes) =>
    {
        var settings = new ProviderSettings(new Uri("https://op.example/metadata"), "1", "secret", null, null, AllowHttp: false, ValidateCertificate: true);
        var taken = ProviderMetadata.TryParse(bytes, settings, out var metadata, out var fault);
        Assert.Equal(taken, metadata is not null);
        Assert.Equal(taken, fault.Length == 0);
        Assert.True(fault.Length < 3_000, "a fault as long as the document");
        if (!taken) return string.Concat(fault.Split(';').Select(one => one.TrimStart().Split(' ')[0]));

        Assert.Equal("https://op.example", BrowserReading.OriginOf("https://nobody.example", metadata!.Issuer));
        foreach (var endpoint in new[] { metadata.AuthorizationEndpoint, metadata.TokenEndpoint, metadata.JwksUri, metadata.UserInfoEndpoint, metadata.EndSessionEndpoint, metadata.RevocationEndpoint }.OfType<Uri>())
        {
            Assert.True(endpoint.Scheme == "https" || endpoint.IsLoopback, $"{endpoint} is neither https nor here");
            Assert.Equal(("", ""), (endpoint.UserInfo, endpoint.Fragment));
            Assert.False(IPAddress.TryParse(endpoint.Host.Trim('[', ']'), out var address) && (address.IsIPv6LinkLocal || address.MapToIPv4().ToString().StartsWith("169.254.", StringComparison.Ordinal)), $"{endpoint} is link-local");
            var origin = BrowserReading.OriginOf("https://nobody.example", endpoint.AbsoluteUri);
            Assert.Equal(new Uri(origin).IdnHost, endpoint.IdnHost);
            if (endpoint.HostNameType == UriHostNameType.Dns) Assert.Equal(new Uri(origin).IdnHost, new Uri(BrowserReading.OriginOf("https://nobody.example", endpoint.OriginalString)).IdnHost);   // numbers have many spellings
        }

        return $"taken {metadata.SendsIssuer} {metadata.UserInfoEndpoint is null} {metadata.EndSessionEndpoint is null} {metadata.TokenEndpoint.Port} {metadata.TokenEndpoint.HostNameType}";
    });

    [Fact]
    public void Every_key_that_is_taken_can_prove_something() => KeySets.Run((byte[] bytes) =>
    {
        var taken = ProviderKeys.TryParse(bytes, out var keys, out var fault);
        Assert.Equal(taken, keys.Count > 0);
        Assert.Equal(taken, fault.Length == 0);
        Assert.InRange(keys.Count, 0, 100);
        Assert.All(keys, key =>
        {
            Assert.False(key.Fits(key.Id, "HS256") || key.Fits(key.Id, "none") || key.Fits(key.Id, "Dir"));
            if (key.Key is RsaSecurityKey rsa)
            {
                Assert.True(rsa.KeySize >= 2048 && rsa.PrivateKeyStatus == PrivateKeyStatus.DoesNotExist);
                Assert.True((rsa.Parameters.Exponent![^1] & 1) == 1 && rsa.Parameters.Exponent.AsSpan().TrimStart((byte)0) is not [1]);
            }
            else
            {
                Assert.Contains(Assert.IsType<ECDsaSecurityKey>(key.Key).KeySize, (int[])[256, 384, 521]);
            }
        });
        return fault + string.Concat(keys.Select(key => $"{key.Key.GetType().Name} {key.Id is null} {key.Algorithm}"));
    });

    [Fact]
    public void A_token_has_one_spelling_and_the_algorithm_that_was_agreed() => Tokens.Run((string text) =>
    {
        var taken = TokenForm.TryRead(text, "RS256", ["JWT"], out var form, out var fault);
        Assert.Equal(taken, form is not null);
        Assert.Equal(taken, fault.Length == 0);
        if (!taken) return fault;

        var parts = text.Split('.');
        Assert.Equal(3, parts.Length);
        Assert.Equal("RS256", form!.Header.GetProperty("alg").GetString());
        Assert.False(form.Header.TryGetProperty("crit", out _));
        Assert.All(parts, part => Assert.Equal(part, Base64UrlEncoder.Encode(Base64UrlEncoder.DecodeBytes(part))));
        Assert.Equal(parts[2], Base64UrlEncoder.Encode(form.Signature));
        Assert.Equal($"{parts[0]}.{parts[1]}", Encoding.ASCII.GetString(form.Signed));
        return $"taken {form.KeyId is null} {form.Signature.Length}";
    });

    private static string Token(string header, string payload) => $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}.AAAA";
}
