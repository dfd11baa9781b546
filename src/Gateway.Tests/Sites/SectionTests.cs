using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Sites;

public class SectionTests
{
    [Fact]
    public void Every_setting_of_a_site_is_taken_over()
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("error.html", "<p>%s</p><p>%s</p>"u8);
        folder.With("Origins", """[ "https://a.example", "https://b.example:8443" ]""").With("TrustedProxies", """[ "10.0.0.1", "fd00::/8" ]""")
            .With("RedirectUri", "\"https://b.example:8443/v\"")
            .With("Provider", ConfigurationFolder.Provider(""", "UserInfoSignedResponseAlg": "RS256", "IdTokenSignedResponseAlg": "ES256", "IdTokenIatSlack": "1m", "Issuer": "https://nats.example", "ValidateCertificate": true """))
            .With("Pages", """{ "Unauthorized": "https://tour.example/join", "UnauthorizedStatus": 403, "ErrorTemplate": "error.html" }""")
            .With("Login", """{ "StateTimeout": "10m", "Pkce": false, "Scope": "openid email", "PromptAfterLogout": true, "ResponseMode": "form_post", "Parameters": { "acr_values": "gold", "ui_locales": "de en" } }""")
            .With("Session", """{ "InactivityTimeout": 600, "MaxDuration": "1h", "Cookie": { "Name": "members", "SameSite": "None" } }""")
            .With("Tokens", """{ "RefreshBeforeExpiry": "0", "OnRefreshRefused": "Keep", "UserInfoRefreshInterval": 0, "ProviderOutageGrace": "1h" }""")
            .With("Identity", """{ "RemoteUserClaim": "email ^(.*)@", "Headers": "Hyphen", "PassRefreshToken": true, "DropHeaders": [ "X-Member", "x.shop_user" ] }""")
            .With("UpstreamSecret", "\"an upstream secret that is long enough\"").With("UpstreamProof", "\"Secret\"")
            .With("CacheControl", """{ "Keep": true }""").With("PathEncoding", "\"Latin1\"")
            .With("Timeouts", """{ "FirstByte": "2m", "Idle": "1h" }""").With("Limits", """{ "RequestBody": "128M" }""").With("WebSocketOrigins", """[ "https://chat.example" ]""").With("Info", """[ "iat", "userinfo", "session" ]""")
            .With("ReturnUrls", """[ "^https://tour\\.example/.*$" ]""").With("Logout", """{ "ClearSiteCache": true, "BackChannel": true, "FrontChannel": true, "LandingPage": "https://tour.example/bye?a=ü" }""");

        var site = folder.GoodSite();

        Assert.Equal("https://b.example:8443/v", site.RedirectUri.On(site.Origins[0]));
        Assert.Equal(["10.0.0.1/32", "fd00::/8"], site.TrustedProxies.Select(network => network.ToString()));
        Assert.Equal(("RS256", "https://nats.example", true), (site.Provider.UserInfoSignedResponseAlg, site.Provider.Issuer, site.Provider.ValidateCertificate));
        Assert.Equal(("ES256", TimeSpan.FromMinutes(1)), (site.Provider.IdTokenSignedResponseAlg, site.Provider.IdTokenIatSlack));
        Assert.Equal(new PageSettings(new UnauthorizedPage(UnauthorizedKind.Redirect, "https://tour.example/join"), 403, "<p>%s</p><p>%s</p>"), site.Pages);
        Assert.Equal(new LoginSettings(TimeSpan.FromMinutes(10), false, "openid email", true) { ByForm = true, Parameters = site.Login.Parameters }, site.Login);
        Assert.Equal([new("acr_values", "gold"), new("ui_locales", "de en")], site.Login.Parameters);
        Assert.Equal(new SessionSettings(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), "members", SameSiteMode.None), site.Session);
        Assert.Equal(new TokenSettings(TimeSpan.Zero, RefusedRefresh.Keep, TimeSpan.Zero, TimeSpan.FromHours(1)), site.Tokens);
        Assert.Equal((IdentityHeaders.Hyphen, true), (site.Identity.Headers, site.Identity.PassRefreshToken));
        Assert.All(["X_MEMBER", "X_SHOP_USER"], name => Assert.True(site.Identity.Forged.Contains(name)));
        Assert.Equal(UpstreamProof.Secret, site.UpstreamSecret!.Proof);
        Assert.Equal((true, PathEncodings.Latin1), (site.KeepCacheControl, site.PathEncoding));
        Assert.Equal(new TimeoutSettings(TimeSpan.FromMinutes(2), TimeSpan.FromHours(1)), site.Timeouts);
        Assert.Equal(new LimitSettings(128L << 20), site.Limits);
        Assert.Equal(["https://a.example", "https://b.example:8443", "https://chat.example"], site.WebSocketOrigins.Select(origin => origin.ToString()).Order());
        Assert.Equal([InfoItem.Iat, InfoItem.UserInfo, InfoItem.Session], site.Info.Order());
        Assert.Equal("https://tour.example/x", site.ReturnUrl.Judge("https://tour.example/x"));
        Assert.Null(site.ReturnUrl.Judge("https://evil.example/x"));
        Assert.Equal(new LogoutSettings(true, "https://tour.example/bye?a=%C3%BC") { BackChannel = true, FrontChannel = true }, site.Logout);
    }

    [Fact]
    public void Site_without_proxies_of_its_own_takes_those_of_the_file_and_an_empty_list_means_none()
    {
        using var folder = new ConfigurationFolder();
        folder.Root["TrustedProxies"] = "[ \"10.0.0.0/8\" ]";
        Assert.Equal("10.0.0.0/8", Assert.Single(folder.GoodSite().TrustedProxies).ToString());

        folder.With("TrustedProxies", "[]");

        Assert.Empty(folder.GoodSite().TrustedProxies);
    }

    [Theory]
    [InlineData("/members/unauth.php?why=1", UnauthorizedKind.UpstreamPath, "/members/unauth.php?why=1")]
    [InlineData("https://tour.example/", UnauthorizedKind.Redirect, "https://tour.example/")]
    [InlineData("Members only.", UnauthorizedKind.Text, "Members only.")]
    [InlineData("file:page.html", UnauthorizedKind.Text, "/not a path")]
    internal void Unauthorized_page_is_a_path_a_URL_or_a_text(string written, UnauthorizedKind kind, string value)
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("page.html", "/not a path\n"u8).With("Pages", $$"""{ "Unauthorized": "{{written}}" }""")
            .With("Paths", """{ "/": "all granted", "/members/": "valid-user", "/members/unauth.php": "all granted" }""");

        Assert.Equal(new UnauthorizedPage(kind, value), folder.GoodSite().Pages.Unauthorized);
    }

    [Theory]
    [InlineData("Origins", """[ "https://a.example/members" ]""", "Origins[0]: \"https://a.example/members\" is refused: an origin has no path and no slash at its end; write https://a.example.")]
    [InlineData("Origins", """[ "*" ]""", "Origins[0]: \"*\" is refused: an origin begins with https:// or http://.")]
    [InlineData("Origins", """[ "https://*.example" ]""", "Origins[0]: \"https://*.example\" is refused: an origin has no wildcards; list each host.")]
    [InlineData("Origins", """[ "a.example" ]""", "Origins[0]: \"a.example\" is refused: an origin begins with https:// or http://.")]
    [InlineData("Origins", """[ "https://a.example,https://b.example" ]""", "Origins[0]: \"https://a.example,https://b.example\" holds several. Write each on its own: [ \"https://a.example\", \"https://b.example\" ].")]
    public void H15_Origin_is_scheme_host_and_port_alone(string setting, string json, string expected) => AssertFault(setting, json, expected);

    [Theory]
    [InlineData("RedirectUri", "\"/v#x\"", "RedirectUri: \"/v#x\" has a query or a fragment. Write the path alone: what follows the question mark is ours.")]
    [InlineData("RedirectUri", "\"/\"", "RedirectUri: \"/\" is no path to compare with. Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.")]
    [InlineData("RedirectUri", "\"v.php\"", "RedirectUri: \"v.php\" is no path to compare with. Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.")]
    [InlineData("RedirectUri", "\"//a.example/v\"", "RedirectUri: \"//a.example/v\" is no path to compare with. Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.")]
    [InlineData("RedirectUri", "\"/a/../v\"", "RedirectUri: \"/a/../v\" is no path to compare with. Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.")]
    [InlineData("RedirectUri", "\"/a%20v\"", "RedirectUri: \"/a%20v\" is no path to compare with. Write a path of the site such as /members/vanity.php, or one absolute URL on one of its origins.")]
    [InlineData("RedirectUri", "\"https://b.example/v\"", "RedirectUri: \"https://b.example/v\" is on no origin of this site. Write a path, or one of https://a.example in front.")]
    [InlineData("Upstream", "\"127.0.0.1:8081\"", "Upstream: \"127.0.0.1:8081\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData("Upstream", "\"ftp://127.0.0.1\"", "Upstream: \"ftp://127.0.0.1\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData("Upstream", "\"http://u:p@127.0.0.1\"", "Upstream: \"http://***@127.0.0.1\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData("Upstream", "\"http://127.0.0.1:8081/app\"", "Upstream: \"http://127.0.0.1:8081/app\" has a path or a query. Write scheme, host and port alone: http://127.0.0.1:8081.")]
    [InlineData("TrustedProxies", "[ \"proxy.example\" ]", "TrustedProxies[0]: \"proxy.example\" is no address. Write 10.0.0.1, fd00::1, or a network by its first address: 10.0.0.0/24.")]
    [InlineData("TrustedProxies", "[ \"10.0.0.1/8\" ]", "TrustedProxies[0]: \"10.0.0.1/8\" is no address. Write 10.0.0.1, fd00::1, or a network by its first address: 10.0.0.0/24.")]
    [InlineData("TrustedProxies", "[ \"10\" ]", "TrustedProxies[0]: \"10\" is no address. Write 10.0.0.1, fd00::1, or a network by its first address: 10.0.0.0/24.")]
    public void Addresses_are_judged(string setting, string json, string expected) => AssertFault(setting, json, expected);

    [Theory]
    [InlineData("MetadataUrl", "http://nats.example/x", "is plain http: anybody on the way could sign in as any member. Write https, or set Provider.AllowHttp to true.")]
    [InlineData("MetadataUrl", "https://nats.example/x#y", "is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData("UserInfoSignedResponseAlg", "HS256", "is no algorithm that we accept. Write one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.")]
    [InlineData("IdTokenSignedResponseAlg", "HS256", "is no algorithm that we accept. Write one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.")]
    [InlineData("IdTokenSignedResponseAlg", "none", "is no algorithm that we accept. Write one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.")]
    [InlineData("IdTokenIatSlack", "2h", "is too long. Write 10s to 1h.")]
    [InlineData("UserInfoSignedResponseAlg", "none", "is no algorithm that we accept. Write one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.")]
    public void Provider_must_be_beyond_reading_along(string name, string value, string expected)
    {
        var members = new Dictionary<string, string> { ["MetadataUrl"] = "https://nats.example/x", ["ClientId"] = "1", ["ClientSecret"] = "hush", [name] = value };
        var json = "{" + string.Join(",", members.Select(pair => $"\"{pair.Key}\": \"{pair.Value}\"")) + "}";

        AssertFault("Provider", json, $"Provider.{name}: \"{value}\" {expected}");
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081/x")]
    [InlineData("http://localhost/x")]
    [InlineData("http://[::1]:1/x")]
    public void Plain_http_to_a_provider_on_this_machine_needs_no_leave(string url)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", $$"""{ "MetadataUrl": "{{url}}", "ClientId": "1", "ClientSecret": "hush" }""");

        Assert.Empty(folder.Warnings());
        Assert.False(folder.GoodSite().Provider.AllowHttp);
    }

    [Theory]
    [InlineData("Login", """{ "StateTimeout": 0 }""", "Login.StateTimeout: \"0\" is too short. Write 1s to 720h.")]
    [InlineData("Login", """{ "Scope": "email" }""", "Login.Scope: \"email\" is no scope for a login. Write openid, and others after it with a blank between: \"openid email\".")]
    [InlineData("Session", """{ "InactivityTimeout": "9s" }""", "Session.InactivityTimeout: \"9s\" is too short. Write 10s to 8760h.")]
    [InlineData("Session", """{ "MaxDuration": "14s", "InactivityTimeout": "10s" }""", "Session.MaxDuration: \"14s\" is too short. Write 15s to 8760h.")]
    [InlineData("Session", """{ "MaxDuration": "8761h" }""", "Session.MaxDuration: \"8761h\" is too long. Write 15s to 8760h.")]
    [InlineData("Session", """{ "Cookie": { "Name": "__Host-x" } }""", "Session.Cookie.Name: \"__Host-x\" begins with two underscores, which browsers give a meaning. Leave them out: __Host- is put in front on https.")]
    [InlineData("Session", """{ "Cookie": { "Name": "a b" } }""", "Session.Cookie.Name: \"a b\" is no cookie name. Write letters, digits, _, - and . only.")]
    [InlineData("Session", """{ "Cookie": { "Name": "gateway-login" } }""", "Session.Cookie.Name: \"gateway-login\" is the name of the login's own cookie. Write another one.")]
    [InlineData("Session", """{ "Cookie": { "SameSite": "lax" } }""", "Session.Cookie.SameSite: \"lax\" is not known here. Write Lax, Strict or None.")]
    [InlineData("Tokens", """{ "OnRefreshRefused": "Nothing" }""", "Tokens.OnRefreshRefused: \"Nothing\" is not known here. Write Logout or Keep.")]
    [InlineData("Tokens", """{ "ProviderOutageGrace": "soon" }""", "Tokens.ProviderOutageGrace: \"soon\" is no duration. Write 90s, 30m, 8h or plain seconds.")]
    [InlineData("Identity", """{ "Headers": "All" }""", "Identity.Headers: \"All\" is not known here. Write Both, Hyphen, Underscore or None.")]
    [InlineData("Identity", """{ "DropHeaders": [ "X-Member: 1" ] }""", "Identity.DropHeaders[0]: \"X-Member: 1\" is no header name. Write the name alone, such as X-Member.")]
    [InlineData("Identity", """{ "DropHeaders": [ "X-Member", "x_member" ] }""", "Identity.DropHeaders[1]: \"x_member\" stands twice: letter case, -, _ and . make no difference. Leave one out.")]
    [InlineData("Identity", """{ "DropHeaders": [ "Content_Length" ] }""", "Identity.DropHeaders[0]: \"Content_Length\" cannot be dropped: requests do not work without it. Leave it out of this list.")]
    [InlineData("PathEncoding", "\"UTF-8\"", "PathEncoding: \"UTF-8\" is not known here. Write Utf8 or Latin1.")]
    [InlineData("Limits", """{ "RequestBody": "1GB" }""", "Limits.RequestBody: \"1GB\" is no size. Write bytes, or 500M or 1G.")]
    [InlineData("WebSocketOrigins", """[ "https://chat.example/x" ]""", "WebSocketOrigins[0]: \"https://chat.example/x\" is refused: an origin has no path and no slash at its end; write https://chat.example.")]
    [InlineData("WebSocketOrigins", """[ "*" ]""", "WebSocketOrigins[0]: \"*\" is refused: an origin begins with https:// or http://.")]
    [InlineData("Timeouts", """{ "FirstByte": 0 }""", "Timeouts.FirstByte: \"0\" is too short. Write 1s to 24h.")]
    [InlineData("Info", """[ "refresh_token" ]""", "Info[0]: \"refresh_token\" is never told: with it a script in a page could stay signed in for ever. Leave it out.")]
    [InlineData("Info", """[ "iat", "iat" ]""", "Info[1]: \"iat\" stands twice. Leave one out.")]
    [InlineData("Login", """{ "ResponseMode": "fragment" }""", "Login.ResponseMode: \"fragment\" is not known here. Write query or form_post.")]
    [InlineData("Logout", """{ "LandingPage": "bye.php" }""", "Logout.LandingPage: \"bye.php\" is neither a path nor an address. Write one like /goodbye.php or https://www.example.com/.")]
    [InlineData("Logout", """{ "LandingPage": "//evil.example" }""", "Logout.LandingPage: \"//evil.example\" is no path that a request could have. Write one like /goodbye.php.")]
    [InlineData("Logout", """{ "LandingPage": "http://" }""", "Logout.LandingPage: \"http://\" is no address. Write http:// or https://, a host and no user, blank or fragment.")]
    [InlineData("Logout", """{ "LandingPage": "/members/vanity.php" }""", "Logout.LandingPage: \"/members/vanity.php\" is the vanity URL itself, which no page lies behind. Write another path.")]
    [InlineData("ReturnUrls", """[ ".*" ]""", "ReturnUrls[0]: \".*\" is refused: the entry .* lets every host through; name the host: https://shop\\.example/.*.")]
    [InlineData("Pages", """{ "UnauthorizedStatus": 404 }""", "Pages.UnauthorizedStatus: \"404\" is not known here. Write 401 or 403.")]
    public void Values_out_of_range_are_refused_with_what_to_write(string setting, string json, string expected) => AssertFault(setting, json, expected);

    [Theory]
    [InlineData("https://0.0.0.0/x", "\"https://0.0.0.0/x\" is no address to listen on. Write an address and a port: http://127.0.0.1:8080, http://localhost:8080, https://0.0.0.0:443 or http://[::]:80.")]
    [InlineData("http://members.example.com", "\"http://members.example.com\" is no address to listen on. Write an address and a port: http://127.0.0.1:8080, http://localhost:8080, https://0.0.0.0:443 or http://[::]:80.")]
    [InlineData("http://*:80", "\"http://*:80\" is no address to listen on. Write an address and a port: http://127.0.0.1:8080, http://localhost:8080, https://0.0.0.0:443 or http://[::]:80.")]
    [InlineData("8080", "\"8080\" is no address to listen on. Write an address and a port: http://127.0.0.1:8080, http://localhost:8080, https://0.0.0.0:443 or http://[::]:80.")]
    public void Listen_takes_http_and_https_on_an_address(string address, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.Read();
        var text = File.ReadAllText(folder.File).Replace("http://127.0.0.1:8080", address, StringComparison.Ordinal);

        Assert.Equal(["gateway.json:2: Listen[0]: " + expected], folder.Faults(text));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("ü")]
    [InlineData("")]
    public void Site_names_are_plain(string name)
    {
        using var folder = new ConfigurationFolder();
        folder.Read();
        var text = File.ReadAllText(folder.File).Replace("\"example\": {", $"\"{name}\": {{", StringComparison.Ordinal);

        var fault = Assert.Single(folder.Faults(text));

        Assert.EndsWith($": \"{name}\" is no name for a site. Write letters, digits, _ and - only.", fault, StringComparison.Ordinal);
        Assert.StartsWith("gateway.json:4: Sites", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A26_Answers_by_form_are_refused_on_plain_http()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", """[ "http://localhost:8080" ]""").With("Login", """{ "ResponseMode": "form_post" }""");

        Assert.Contains("gateway.json:11: site \"example\": Login.ResponseMode: \"form_post\" is for https only: on plain http no browser brings the login's cookie along with a form of another site. Write query, or https in Origins.", folder.Faults());
    }

    [Fact]
    public void Cookie_for_other_sites_needs_https()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Origins", """[ "http://localhost:8080" ]""").With("Session", """{ "Cookie": { "SameSite": "None" } }""");

        Assert.Equal(
            ["gateway.json:11: site \"example\": Session.Cookie.SameSite: \"None\" is for https only: browsers drop the cookie on plain http. Write Lax, or https in Origins."],
            folder.Faults());
    }

    [Fact]
    public void Audience_of_userinfo_can_only_be_demanded_where_it_is_signed()
    {
        AssertFault("Provider", ConfigurationFolder.Provider(""", "RequireUserInfoAudience": true"""),
            "Provider.RequireUserInfoAudience: \"true\" needs Provider.UserInfoSignedResponseAlg: plain userinfo names no audience. Set that, or leave this out.");
        using var folder = new ConfigurationFolder();

        Assert.False(folder.GoodSite().Provider.RequireUserInfoAudience);
        folder.With("Provider", ConfigurationFolder.Provider(""", "UserInfoSignedResponseAlg": "RS256", "RequireUserInfoAudience": true"""));
        Assert.True(folder.GoodSite().Provider.RequireUserInfoAudience);
    }

    private static void AssertFault(string setting, string json, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With(setting, json);

        var fault = Assert.Single(folder.Faults());

        Assert.Matches("^gateway\\.json:[0-9]+: site \"example\": ", fault);
        Assert.EndsWith("site \"example\": " + expected, fault, StringComparison.Ordinal);
    }
}
