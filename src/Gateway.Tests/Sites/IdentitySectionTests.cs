using Gateway.Claims;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class IdentitySectionTests
{
    [Fact]
    public void What_is_not_written_is_as_the_module_had_it()
    {
        using var folder = new ConfigurationFolder();

        var identity = folder.GoodSite().Identity;

        Assert.Equal((IdentityChannels.Both, IdentityHeaders.Both, ValueEncoding.Utf8), (identity.Channels, identity.Headers, identity.Encoding));
        Assert.Equal(("OIDC_CLAIM_", ",", true, false), (identity.ClaimPrefix, identity.ClaimDelimiter, identity.PassAccessToken, identity.PassRefreshToken));
        Assert.Equal((new PassedIdToken(true, false, false), new PassedUserInfo(true, false, false)), (identity.IdToken, identity.UserInfo));
        Assert.Null(identity.UserHeader);
        Assert.Empty(identity.StripCookies);
        Assert.True(identity.Claims.Takes("anything"));
        Assert.True(identity.Forged.IsEmpty);
        Assert.False(identity.HeadersReachScripts);
    }

    [Fact]
    public void Every_setting_is_taken_over()
    {
        using var folder = new ConfigurationFolder().With("Identity", """
            { "PassClaimsAs": "Environment", "Encoding": "Base64Url", "ClaimPrefix": "X-Member-", "ClaimDelimiter": " | ", "PassAccessToken": false, "PassRefreshToken": true, "AuthNHeader": "X-Forwarded-User",
              "PassIdTokenAs": [ "Payload", "Serialized" ], "PassUserInfoAs": [ "Json", "Jwt" ], "StripCookies": [ "a", "b" ], "OnlyClaims": [ "x", "y" ], "DropClaims": [ "y" ] }
            """.ReplaceLineEndings(" "));

        var identity = folder.GoodSite().Identity;

        Assert.Equal((IdentityChannels.Environment, ValueEncoding.Base64Url), (identity.Channels, identity.Encoding));
        Assert.Equal(("X-Member-", " | ", false, true), (identity.ClaimPrefix, identity.ClaimDelimiter, identity.PassAccessToken, identity.PassRefreshToken));
        Assert.Equal((new PassedIdToken(false, true, true), new PassedUserInfo(false, true, true), ClaimSources.None), (identity.IdToken, identity.UserInfo, identity.ClaimSources));
        Assert.Equal("X-Forwarded-User", identity.UserHeader);
        Assert.Equal(["a", "b"], identity.StripCookies);
        Assert.Equal((true, false, false), (identity.Claims.Takes("x"), identity.Claims.Takes("y"), identity.Claims.Takes("z")));
        Assert.True(identity.Forged.Contains("X_MEMBER_TRIAL"));
    }

    [Theory]
    [InlineData("""{ "PassClaimsAs": "Header" }""", "Identity.PassClaimsAs: \"Header\" is not known here. Write Both, Headers, Environment or None.")]
    [InlineData("""{ "Encoding": "UTF-8" }""", "Identity.Encoding: \"UTF-8\" is not known here. Write Utf8, Latin1 or Base64Url.")]
    [InlineData("""{ "ClaimDelimiter": "" }""", "Identity.ClaimDelimiter: \"\" is empty. Write a value, or leave the setting out.")]
    [InlineData("""{ "PassIdTokenAs": [ "claims" ] }""", "Identity.PassIdTokenAs[0]: \"claims\" is not known here. Write any of Claims, Payload, Serialized; [] hands nothing over.")]
    [InlineData("""{ "PassUserInfoAs": [ "Claims", "Json", "Json" ] }""", "Identity.PassUserInfoAs[2]: \"Json\" stands twice. Leave one out.")]
    [InlineData("""{ "AuthNHeader": "X User" }""", "Identity.AuthNHeader: \"X User\" is no header name. Write the name alone, such as X-Remote-User.")]
    [InlineData("""{ "AuthNHeader": "Host" }""", "Identity.AuthNHeader: \"Host\" already means something else in a request. Write a name of its own, such as X-Remote-User.")]
    [InlineData("""{ "AuthNHeader": "Http-User" }""", "Identity.AuthNHeader: \"Http-User\" already means something else in a request. Write a name of its own, such as X-Remote-User.")]
    [InlineData("""{ "AuthNHeader": "X-Forwarded-For" }""", "Identity.AuthNHeader: \"X-Forwarded-For\" already means something else in a request. Write a name of its own, such as X-Remote-User.")]
    [InlineData("""{ "AuthNHeader": "OIDC-Gateway-Secret" }""", "Identity.AuthNHeader: \"OIDC-Gateway-Secret\" already means something else in a request. Write a name of its own, such as X-Remote-User.")]
    [InlineData("""{ "AuthNHeader": "Member-User", "ClaimPrefix": "MEMBER_" }""", "Identity.AuthNHeader: \"Member-User\" could be the name of a claim, which all begin with MEMBER_. Write another, such as X-Remote-User.")]
    [InlineData("""{ "StripCookies": [ "a=b" ] }""", "Identity.StripCookies[0]: \"a=b\" is no name of a cookie. Write the name alone, such as tracking_id.")]
    [InlineData("""{ "StripCookies": [ "a", "a" ] }""", "Identity.StripCookies[1]: \"a\" stands twice. Leave one out.")]
    [InlineData("""{ "OnlyClaims": [ "a", "a" ] }""", "Identity.OnlyClaims[1]: \"a\" stands twice. Leave one out.")]
    [InlineData("""{ "DropClaims": [ "a", "b", "a" ] }""", "Identity.DropClaims[2]: \"a\" stands twice. Leave one out.")]
    [InlineData("""{ "ClaimPrefix": "MEM BER" }""", "Identity.ClaimPrefix: \"MEM BER\" is no beginning of a name. Write letters, digits, _ and -, a letter first, such as MEMBER_.")]
    [InlineData("""{ "ClaimPrefix": "_" }""", "Identity.ClaimPrefix: \"_\" is no beginning of a name. Write letters, digits, _ and -, a letter first, such as MEMBER_.")]
    public void A_faulty_setting_is_refused_with_the_remedy(string json, string expected) => Assert.Equal($"gateway.json:11: site \"example\": {expected}", Fault(json));

    [Theory]
    [InlineData("HTTP_", "HTTP_")]
    [InlineData("http-x-", "HTTP_")]
    [InlineData("H", "HTTP_")]
    [InlineData("SCRIPT_", "SCRIPT_")]
    [InlineData("PHP_", "PHP_")]
    [InlineData("php", "PHP_")]
    [InlineData("LD_", "LD_")]
    [InlineData("DOCUMENT_", "DOCUMENT_ROOT")]
    [InlineData("Auth-", "AUTH_TYPE")]
    [InlineData("REDIRECT_OIDC_CLAIM_", "REDIRECT_")]
    [InlineData("Remote-", "REMOTE_")]
    [InlineData("X-", "X_FORWARDED_FOR")]
    [InlineData("Cookie", "COOKIE")]
    [InlineData("Content-", "CONTENT_")]
    public void F73_No_prefix_leads_to_a_name_of_the_servers_own(string prefix, string name) => Assert.Equal(
        $"gateway.json:11: site \"example\": Identity.ClaimPrefix: \"{prefix}\" would give claims names that begin as the server's own do ({name}). Write one that belongs to claims alone, such as MEMBER_.",
        Fault($$"""{ "ClaimPrefix": "{{prefix}}" }"""));

    [Fact]
    public void F73_Without_a_prefix_the_claims_must_be_listed() => Assert.Equal(
        "gateway.json:11: site \"example\": Identity.ClaimPrefix: \"\" is allowed only beside OnlyClaims: without either, the provider could name any variable of your PHP. List the claims that you need in OnlyClaims, or write a prefix.",
        Fault("""{ "ClaimPrefix": "", "DropClaims": [ "x" ] }"""));

    [Theory]
    [InlineData("SCRIPT_FILENAME")]
    [InlineData("script.filename")]
    [InlineData("PHP_VALUE")]
    [InlineData("DOCUMENT_ROOT")]
    [InlineData("LD_PRELOAD")]
    [InlineData("PATH_TRANSLATED")]
    [InlineData("REMOTE_USER")]
    [InlineData("HTTP_HOST")]
    [InlineData("host")]
    [InlineData("OIDC_access_token")]
    [InlineData("HTTPS")]
    public void F73_Nor_may_a_listed_claim_be_a_name_of_the_servers_own(string claim) => Assert.Equal(
        $"gateway.json:11: site \"example\": Identity.OnlyClaims: \"{claim}\" is a name of the server's own, which no claim may take. Leave it out, or write a ClaimPrefix.",
        Fault($$"""{ "ClaimPrefix": "", "OnlyClaims": [ "trial", "{{claim}}" ] }"""));

    [Theory]
    [InlineData("""{ "OnlyClaims": [ "username" ] }""", "/", "trial:0")]
    [InlineData("""{ "DropClaims": [ "trial", "plan" ] }""", "/", "trial:0")]
    public void A_rule_that_asks_for_a_claim_which_is_kept_away_is_doubtful(string identity, string path, string word)
    {
        using var folder = new ConfigurationFolder().With("Identity", identity).With("Paths", """{ "/": { "RequireAll": [ "valid-user", { "RequireNone": [ "claim trial:0" ] } ] } }""");

        Assert.Equal(
            [$"gateway.json:10: site \"example\": Paths['{path}']: asks for claim {word}, which Identity.OnlyClaims or Identity.DropClaims keeps away: nobody has it. Let the claim in, or change the rule."],
            folder.Warnings());
    }

    [Fact]
    public void Cookies_for_the_provider_are_taken_over_by_name()
    {
        using var folder = new ConfigurationFolder().With("Provider", ConfigurationFolder.Provider(""", "PassCookies": [ "route", "zone" ]"""));
        Assert.Equal(["route", "zone"], folder.GoodSite().Provider.PassCookies);

        folder.With("Provider", ConfigurationFolder.Provider(""", "PassCookies": [ "a b" ]"""));

        Assert.Equal("gateway.json:8: site \"example\": Provider.PassCookies[0]: \"a b\" is no name of a cookie. Write the name alone, such as tracking_id.", Assert.Single(folder.Faults()));
    }

    private static string Fault(string json)
    {
        using var folder = new ConfigurationFolder().With("Identity", json);
        return Assert.Single(folder.Faults());
    }
}
