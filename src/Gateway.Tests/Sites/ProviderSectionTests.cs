using System.Text;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>Settings about the OP beyond the needed ones.</summary>
public sealed class ProviderSectionTests
{
    private const string OfTheTokenCall = "is a parameter of the token call itself, which Gateway sets. Leave it out.";
    private const string Issuer = "\"Issuer\": \"https://nats.example\"";
    private const string Addresses = "\"Endpoints\": { \"Authorization\": \"https://nats.example/a\", \"Token\": \"https://nats.example/t\", \"Jwks\": \"https://nats.example/j\" }";

    [Theory]
    [InlineData(", \"Endpoints\": { \"Token\": \"http://nats.example/t\" }", "Endpoints.Token: \"http://nats.example/t\" is plain http: anybody on the way could sign in as any member. Write https, or set Provider.AllowHttp to true.")]
    [InlineData(", \"Endpoints\": { \"Token\": \"http://nats.localhost/t\" }", "Endpoints.Token: \"http://nats.localhost/t\" is plain http: anybody on the way could sign in as any member. Write https, or set Provider.AllowHttp to true.")]
    [InlineData(", \"Proxy\": { \"Address\": \"http://user:pa@ss@proxy:3128\" }", "Proxy.Address: \"http://***@proxy:3128\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData(", \"Endpoints\": { \"UserInfo\": \"never\" }", "Endpoints.UserInfo: \"never\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData(", \"Endpoints\": { \"Token\": \"none\" }", "Endpoints.Token: \"none\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData(", \"Endpoints\": { \"Tokens\": \"https://nats.example/t\" }", "Endpoints.Tokens: unknown setting. Did you mean \"Token\"?")]
    [InlineData(", \"ClientAuthentication\": \"private_key_jwt\"", "ClientAuthentication: \"private_key_jwt\" is not known here. Write client_secret_basic, client_secret_post, client_secret_jwt, none, tls_client_auth or self_signed_tls_client_auth.")]
    [InlineData(", \"TokenParameters\": { \"Grant_Type\": \"x\" }", "TokenParameters.Grant_Type: " + OfTheTokenCall)]
    [InlineData(", \"TokenParameters\": { \"client_assertion\": \"x\" }", "TokenParameters.client_assertion: " + OfTheTokenCall)]
    [InlineData(", \"TokenParameters\": { \"a=b\": \"x\" }", "TokenParameters.a=b: is no parameter name. Write letters, digits, _, - and . alone.")]
    [InlineData(", \"CallTimeout\": \"2m\"", "CallTimeout: \"2m\" is too long. Write 1s to 1m.")]
    [InlineData(", \"MetadataTimeout\": 0", "MetadataTimeout: \"0\" is too short. Write 1s to 1m.")]
    [InlineData(", \"MetadataRefreshInterval\": \"10s\"", "MetadataRefreshInterval: \"10s\" is too short. Write 30s to 8760h.")]
    [InlineData(", \"UserInfoTokenMethod\": \"query\"", "UserInfoTokenMethod: \"query\" is not known here. Write authz_header or post_param.")]
    [InlineData(", \"Proxy\": {}", "Proxy.Address: missing. Write where the proxy is: http://proxy.example.com:3128.")]
    [InlineData(", \"Proxy\": { \"Address\": \"proxy:3128\" }", "Proxy.Address: \"proxy:3128\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData(", \"Proxy\": { \"Address\": \"http://proxy:3128/x\" }", "Proxy.Address: \"http://proxy:3128/x\" has a path, which a proxy has none of. Write scheme, host and port alone.")]
    [InlineData(", \"Proxy\": { \"Address\": \"http://proxy:3128\", \"User\": \"a:b\" }", "Proxy.User: \"a:b\" holds a colon, which ends a name. Write the password into Provider.Proxy.Password.")]
    [InlineData(", \"Proxy\": { \"Address\": \"http://proxy:3128\", \"Password\": \"x\" }", "Proxy.User: missing. Write whose password it is.")]
    [InlineData(", \"VerificationKeys\": [ \"a#nobody.pem\" ]", "VerificationKeys[0]: \"a#nobody.pem\" cannot be read: there is no such file.")]
    [InlineData(", \"VerificationKeys\": [ \"known.pem\", \"text\" ]", "VerificationKeys[1]: \"text\" holds neither a certificate nor a public key in PEM, RSA of 2048 bits or more or elliptic.")]
    [InlineData(", \"VerificationKeys\": [ \"a#private\" ]", "VerificationKeys[0]: \"a#private\" holds a private key, and who has that writes tokens himself. Name a certificate or a public key.")]
    [InlineData(", \"CertificateAuthorities\": \"nobody.pem\"", "CertificateAuthorities: \"nobody.pem\" cannot be read: there is no such file.")]
    [InlineData(", \"CertificateAuthorities\": \"text\"", "CertificateAuthorities: \"text\" holds no certificate in PEM. Name the file of those who vouch for the provider.")]
    [InlineData(", \"CertificateAuthorities\": \"known.pem\", \"ValidateCertificate\": false", "CertificateAuthorities: \"known.pem\" says who may vouch for the provider, and Provider.ValidateCertificate that nobody need. Leave one of them out.")]
    [InlineData(", \"ClientCertificate\": { \"File\": \"known.pem\" }", "ClientCertificate.Key: missing. Write the path of a PEM file.")]
    [InlineData(", \"ClientCertificate\": { \"File\": \"known.pem\", \"Key\": \"text\" }", "ClientCertificate: cannot be used: the two are no certificate and its key in PEM, or the key's password is not KeyPassword.")]
    public void A_fault_names_setting_value_and_remedy(string more, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("text", "no pem"u8).Beside("private", "-----BEGIN PRIVATE KEY-----"u8).Beside("known.pem", Encoding.ASCII.GetBytes(SomeCertificate.AuthorityPem)).With("Provider", ConfigurationFolder.Provider(more));

        Assert.Equal("gateway.json:8: site \"example\": Provider." + expected, Assert.Single(folder.Faults()));
    }

    [Theory]
    [InlineData("{ \"ClientId\": \"1\", \"ClientSecret\": \"hush\", " + Issuer + " }", "MetadataUrl: missing. Write the address of the provider's discovery document.")]
    [InlineData("{ \"ClientId\": \"1\", \"ClientSecret\": \"hush\", " + Addresses + " }", "Issuer: missing. Write the issuer: without Provider.MetadataUrl nothing else says whose tokens count.")]
    [InlineData("{ \"ClientId\": \"1\", \"ClientSecret\": \"hush\", " + Issuer + ", \"Endpoints\": { \"Authorization\": \"https://nats.example/a\", \"Token\": \"https://nats.example/t\" } }", "Endpoints.Jwks: missing. Write the address: without Provider.MetadataUrl nothing else says where it is.")]
    [InlineData("{ \"MetadataUrl\": \"https://nats.example/m\", \"ClientId\": \"1\", \"ClientAuthentication\": \"client_secret_jwt\" }", "ClientSecret: missing. Write the secret that the provider gave you, best as env:NAME or file:PATH.")]
    [InlineData("{ \"MetadataUrl\": \"https://nats.example/m\", \"ClientId\": \"1\", \"ClientAuthentication\": \"tls_client_auth\" }", "ClientAuthentication: \"tls_client_auth\" needs a certificate. Name it in Provider.ClientCertificate.")]
    public void What_is_needed_is_said(string provider, string expected)
    {
        using var folder = new ConfigurationFolder();

        Assert.Equal("gateway.json:8: site \"example\": Provider." + expected, Assert.Single(folder.With("Provider", provider).Faults()));
    }

    [Fact]
    public void Without_a_document_the_provider_is_where_a_login_begins()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", $$"""{ "ClientId": "1", "ClientAuthentication": "none", {{Issuer}}, {{Addresses}} }""");

        var provider = folder.GoodSite().Provider;

        Assert.Equal((null, "https://nats.example/a", ""), (provider.MetadataUrl, provider.Address.ToString(), provider.ClientSecret));
        Assert.Equal(ProviderEndpoints.None with { Authorization = new("https://nats.example/a"), Token = new("https://nats.example/t"), Jwks = new("https://nats.example/j") }, provider.Endpoints);
        Assert.Empty(folder.Warnings());
    }

    [Fact]
    public void A_password_is_never_shown()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", ConfigurationFolder.Provider(", \"Proxy\": { \"Address\": \"http://proxy:3128\", \"User\": \"a\", \"Password\": [ \"hush-hush\" ] }"));

        Assert.DoesNotContain("hush-hush", Assert.Single(folder.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_never_sent_is_a_warning()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", ConfigurationFolder.Provider(", \"ClientAuthentication\": \"none\""));

        Assert.Matches("^gateway.json:8: site \"example\": Provider.ClientSecret: \"\\*\\*\\* \\(.*\\)\" is never sent with none. Leave it out.$", Assert.Single(folder.Warnings(), line => line.Contains("never sent", StringComparison.Ordinal)));
    }

    [Fact]
    public void Parameters_of_a_logout_leave_the_logout_alone()
    {
        using var folder = new ConfigurationFolder();

        Assert.Equal("gateway.json:11: site \"example\": Logout.Parameters.State: is a parameter of the logout itself, which Gateway sets. Leave it out.",
            Assert.Single(folder.With("Logout", """{ "Parameters": { "State": "x" } }""").Faults()));
    }
}
