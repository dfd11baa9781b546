using System.Text;
using System.Text.Json.Nodes;
using Gateway.Provider;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Provider;

public sealed class ProviderMetadataTests
{
    [Fact]
    public void A_good_document_is_read_with_all_that_we_use()
    {
        var read = Read(_ => { }, out var metadata, out _);

        Assert.True(read);
        Assert.Equal("https://op.example", metadata!.Issuer);
        Assert.Equal("https://op.example/authorize", metadata.AuthorizationEndpoint.OriginalString);
        Assert.Equal("https://op.example/token", metadata.TokenEndpoint.OriginalString);
        Assert.Equal("https://op.example/keys", metadata.JwksUri!.OriginalString);
        Assert.Equal("https://op.example/userinfo", metadata.UserInfoEndpoint!.OriginalString);
        Assert.Equal("https://op.example/logout", metadata.EndSessionEndpoint!.OriginalString);
        Assert.Equal("https://op.example/revoke", metadata.RevocationEndpoint!.OriginalString);
        Assert.False(metadata.SendsIssuer);
    }

    [Theory]
    [InlineData("userinfo_endpoint")]
    [InlineData("end_session_endpoint")]
    [InlineData("revocation_endpoint")]
    public void What_an_OP_need_not_have_may_be_missing(string name) => Assert.True(Read(json => json.Remove(name), out _, out _));

    [Theory]
    [InlineData("issuer", "issuer is missing")]
    [InlineData("authorization_endpoint", "authorization_endpoint is missing")]
    [InlineData("token_endpoint", "token_endpoint is missing")]
    [InlineData("jwks_uri", "jwks_uri is missing")]
    public void What_we_cannot_do_without_is_named(string name, string expected)
    {
        Assert.False(Read(json => json.Remove(name), out var metadata, out var fault));
        Assert.Null(metadata);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("\"http://op.example/x\"", "is \"http://op.example/x\", plain http, which needs Provider.AllowHttp")]
    [InlineData("\"/x\"", "is \"/x\", no absolute https URL")]
    [InlineData("\"//op.example/x\"", "is \"//op.example/x\", no absolute https URL")]
    [InlineData("\"https:op.example/x\"", "is \"https:op.example/x\", no absolute https URL")]
    [InlineData("\"https:///x\"", "is \"https:///x\", no absolute https URL")]
    [InlineData("\"https://user@op.example/x\"", "is \"https://user@op.example/x\", no absolute https URL")]
    [InlineData("\"https://op.example/x#part\"", "is \"https://op.example/x#part\", no absolute https URL")]
    [InlineData("\"https:\\\\op.example/x\"", "is \"https:\\\\op.example/x\", no absolute https URL")]
    [InlineData("\"file:///etc/passwd\"", "is \"file:///etc/passwd\", no absolute https URL")]
    [InlineData("\"javascript:alert(1)\"", "is \"javascript:alert(1)\", no absolute https URL")]
    [InlineData("\"ftp://op.example/x\"", "is \"ftp://op.example/x\", no absolute https URL")]
    [InlineData("\"https://169.254.169.254/x\"", "is \"https://169.254.169.254/x\", a link-local address, where no OP lives")]
    [InlineData("\"https://169.254.169.254./x\"", "is \"https://169.254.169.254./x\", a link-local address, where no OP lives")]
    [InlineData("\"https://2852039166/x\"", "is \"https://2852039166/x\", a link-local address, where no OP lives")]
    [InlineData("\"https://0xA9FEA9FE/x\"", "is \"https://0xA9FEA9FE/x\", a link-local address, where no OP lives")]
    [InlineData("\"https://[fe80::1]/x\"", "is \"https://[fe80::1]/x\", a link-local address, where no OP lives")]
    [InlineData("\"https://[::ffff:169.254.169.254]/x\"", "is \"https://[::ffff:169.254.169.254]/x\", a link-local address, where no OP lives")]
    [InlineData("\"\"", "is \"\", no absolute https URL")]
    [InlineData("1", "is 1, no absolute https URL")]
    [InlineData("[]", "is [], no absolute https URL")]
    [InlineData("null", "is null, no absolute https URL")]
    public void An_endpoint_is_an_absolute_https_url_of_no_odd_place(string value, string expected)
    {
        foreach (var name in (string[])["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint", "revocation_endpoint"])
        {
            Assert.False(Read(json => json[name] = JsonNode.Parse(value), out _, out var fault), $"{name}: {value}");
            Assert.Equal($"{name} {expected}", fault);
        }
    }

    [Fact]
    public void Every_field_at_fault_is_named()
    {
        Read(json => (json["token_endpoint"], json["userinfo_endpoint"]) = ("/x", 1), out _, out var fault);

        Assert.Equal("token_endpoint is \"/x\", no absolute https URL; userinfo_endpoint is 1, no absolute https URL", fault);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/x", false, true)]
    [InlineData("http://localhost/x", false, true)]
    [InlineData("http://[::1]/x", false, true)]
    [InlineData("http://op.example/x", false, false)]
    [InlineData("http://op.localhost/x", false, false)]
    [InlineData("http://op.example/x", true, true)]
    [InlineData("http://169.254.169.254/x", true, false)]
    [InlineData("https://keys.elsewhere.example/x", false, true)]
    [InlineData("https://[2001:db8::1]/x", false, true)]
    [InlineData("https://[2001:db8::1%25eth0]/x", false, false)]
    [InlineData("https://[::%]/x", false, false)]
    public void Plain_http_is_for_loopback_or_by_setting(string address, bool allowHttp, bool expected) =>
        Assert.Equal(expected, Read(json => json["jwks_uri"] = address, out _, out _, allowHttp: allowHttp));

    [Theory]
    [InlineData("https://op.example", null, true)]
    [InlineData("https://op.example/tenant", null, true)]
    [InlineData("https://other.example", null, false)]
    [InlineData("http://op.example", null, false)]
    [InlineData("https://op.example:8443", null, false)]
    [InlineData("op", null, false)]
    [InlineData("https://other.example", "https://other.example", true)]
    [InlineData("https://other.example", "https://other.example/", false)]
    [InlineData("https://OTHER.example", "https://other.example", false)]
    [InlineData("https://op.example", "https://other.example", false)]
    [InlineData("1,2,3", "1,2,3", true)]
    public void Issuer_is_the_configured_one_or_on_the_origin_of_the_document(string issuer, string? configured, bool expected) =>
        Assert.Equal(expected, Read(json => json["issuer"] = issuer, out _, out _, issuer: configured));

    [Fact]
    public void A_foreign_issuer_is_named_with_the_setting_that_would_allow_it()
    {
        Read(json => json["issuer"] = "https://other.example", out _, out var foreign);
        Read(json => json["issuer"] = "https://other.example", out _, out var configured, issuer: "https://op.example");

        Assert.Equal("issuer \"https://other.example\" is not on the origin of \"https://op.example/metadata\"; if that is right, write it as Provider.Issuer", foreign);
        Assert.Equal("issuer is \"https://other.example\", configured is \"https://op.example\" (Provider.Issuer)", configured);
    }

    [Theory]
    [InlineData("token_endpoint", "https://op.example/token2", null)]
    [InlineData("token_endpoint", "https://OP.example:443/token", null)]
    [InlineData("token_endpoint", "https://op.example:8443/token", "token_endpoint moved from \"https://op.example/token\" to \"https://op.example:8443/token\"")]
    [InlineData("token_endpoint", "http://op.example/token", "token_endpoint moved from \"https://op.example/token\" to \"http://op.example/token\"")]
    [InlineData("revocation_endpoint", "https://evil.example/revoke", "revocation_endpoint moved from \"https://op.example/revoke\" to \"https://evil.example/revoke\"")]
    [InlineData("userinfo_endpoint", null, null)]
    public void A134_No_address_moves_to_another_place_overnight(string name, string? later, string? expected)
    {
        Read(_ => { }, out var before, out _, allowHttp: true);
        Read(json => json[name] = later, out var now, out _, allowHttp: true);
        if (later is null) Read(json => json.Remove(name), out now, out _);

        Assert.Equal(expected, before!.MoveTo(now!));
    }

    [Theory]
    [InlineData("https://op.example/userinfo", null)]
    [InlineData("https://evil.example/userinfo", "userinfo_endpoint is new, at \"https://evil.example/userinfo\", where nothing of the OP's was")]
    public void A134_A_new_address_lies_where_the_OP_is(string address, string? expected)
    {
        Read(json => json.Remove("userinfo_endpoint"), out var before, out _);
        Read(json => json["userinfo_endpoint"] = address, out var now, out _);

        Assert.Equal(expected, before!.MoveTo(now!));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", false)]
    [InlineData("1", false)]
    public void Only_true_promises_an_issuer_in_every_response(string value, bool expected)
    {
        Read(json => json["authorization_response_iss_parameter_supported"] = JsonNode.Parse(value), out var metadata, out _);

        Assert.Equal(expected, metadata!.SendsIssuer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{\"issuer\":\"https://op.example\",\"issuer\":\"https://evil.example\"}")]
    public void What_is_no_single_json_object_is_refused(string text)
    {
        Assert.False(ProviderMetadata.TryParse(Encoding.UTF8.GetBytes(text), Settings(null, false), out var metadata, out var fault));
        Assert.Null(metadata);
        Assert.NotEmpty(fault);
    }

    private static bool Read(Action<JsonObject> change, out ProviderMetadata? metadata, out string fault, string? issuer = null, bool allowHttp = false)
    {
        var json = new JsonObject
        {
            ["issuer"] = "https://op.example",
            ["authorization_endpoint"] = "https://op.example/authorize",
            ["token_endpoint"] = "https://op.example/token",
            ["jwks_uri"] = "https://op.example/keys",
            ["userinfo_endpoint"] = "https://op.example/userinfo",
            ["end_session_endpoint"] = "https://op.example/logout",
            ["revocation_endpoint"] = "https://op.example/revoke",
        };
        change(json);
        return ProviderMetadata.TryParse(Encoding.UTF8.GetBytes(json.ToJsonString()), Settings(issuer, allowHttp), out metadata, out fault);
    }

    private static ProviderSettings Settings(string? issuer, bool allowHttp) =>
        new(new Uri("https://op.example/metadata"), "1,2,3", "secret", issuer, null, allowHttp, ValidateCertificate: true);
}
