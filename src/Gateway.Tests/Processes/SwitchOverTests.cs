using Gateway.Demo.Nats;
using Gateway.Tests.Differential;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>README's "Moving from Apache", by its very commands: from a running Apache with the module to Gateway, and back.</summary>
public sealed class SwitchOverTests
{
    private const string Host = "members.example.com";
    private const string Origin = "https://" + Host;

    // No script of the site names it, so nobody asked for it in step 2.
    private const string Unread = "OIDC_CLAIM_auth_time";

    private static readonly string[] Kinds = ["full", "trial", "expired"];
    private static readonly string[] Pages = ["/", "/members/", "/members/full/"];

    // Of the server, of which there is another one behind Gateway; what a page is told of its member and its address is the same.
    private static readonly string[] Told = ["REMOTE_USER", "AUTH_TYPE", "HTTPS", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "HTTP_HOST", "REQUEST_URI", "SCRIPT_NAME", "QUERY_STRING"];

    // Of one login alone.
    private static readonly string[] Times = ["OIDC_CLAIM_exp", "OIDC_CLAIM_iat"];

    [Fact]
    public async Task Every_kind_of_member_finds_the_same_pages_and_claims_after_the_switch_and_after_the_way_back()
    {
        var client = new NatsClient("1,2,3", "value-of-MEMBER_OPENID_CLIENT_SECRET") { RedirectUris = [Origin + "/members/vanity.php"], PostLogoutOrigins = [Origin], SignedUserInfo = false };
        await using var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [client], RequirePkce = false, AccessTokenLifetime = TimeSpan.FromMinutes(10), IdTokenLifetime = TimeSpan.FromMinutes(10) }, TimeProvider.System);
        foreach (var kind in Kinds)
            nats.Members.Put(new NatsMember(kind, $"member-{kind}", kind, new() { ["username"] = kind, ["trial"] = kind == "trial" ? "1" : "0", ["status"] = kind == "expired" ? "2" : "1" }));
        await using var server = OwnersServer.Make();
        await RunningApacheAsync(server, nats);
        var before = await VisitAsync(server, nats);

        await server.RunAsync(ReadmeSample.Shell("moving: install"));
        var report = await server.RunAsync(ReadmeSample.Shell("moving: import"));
        server.PlaceImported();
        Assert.Contains("Nothing needs a decision.", report, StringComparison.Ordinal);
        Assert.Equal("OIDC_CLAIM_status\n", await server.RunAsync(ReadmeSample.Shell("moving: claims")));
        await server.RunAsync(ReadmeSample.Shell("moving: told"));
        Assert.Contains("DENY", await server.RunAsync(ReadmeSample.Shell("moving: check")), StringComparison.Ordinal);
        await server.RunAsync(ReadmeSample.Shell("moving: behind"));
        Assert.Equal(before, await VisitAsync(server, nats));   // nothing has changed for anybody so far

        await server.RunAsync(ReadmeSample.Shell("moving: switch"));
        var calls = nats.Ledger.Count(NatsEndpoint.Token, "authorization_code");
        Assert.Equal(before, await VisitAsync(server, nats));
        Assert.All(nats.Ledger.Of(NatsEndpoint.Token).Skip(calls), call => Assert.NotNull(call.Form["code_verifier"]));   // it is Gateway that asks

        await server.RunAsync(ReadmeSample.Shell("moving: back"));
        Assert.Equal(before, await VisitAsync(server, nats));
        Assert.False(File.Exists(server["gateway.pid"]));
    }

    private static Browser NewBrowser(OwnersServer server, SimulatedNats nats, TlsWire wire) => new(new Uri($"https://127.0.0.1:{server.Tls}"), nats, Origin, wire);

    // Each page for each kind of member and for nobody: its status, and what its script was told.
    private static async Task<IReadOnlyList<string>> VisitAsync(OwnersServer server, SimulatedNats nats)
    {
        var seen = new List<string>();
        var start = TimeProvider.System.GetUtcNow();
        using var wire = new TlsWire(server.Tls, Host);
        var nobody = NewBrowser(server, nats, wire);
        foreach (var page in Pages) seen.Add($"nobody {page} {(await nobody.GetAsync(page)).Status}");
        foreach (var kind in Kinds)
        {
            var visit = await ComparedVisit.BeginAsync(NewBrowser(server, nats, wire), nats, kind, start);
            Assert.True(visit.IsSignedIn, kind);
            foreach (var page in Pages) seen.AddRange(Lines(kind, page, await visit.AskAsync(new ComparedRequest(page, page))));
        }

        return seen;
    }

    private static IEnumerable<string> Lines(string kind, string page, Dictionary<string, string> told) => told
        .Where(one => one.Value.Length > 0 && one.Key != Unread && (one.Key == ModuleStage.Status || Told.Contains(one.Key) || one.Key.StartsWith("OIDC_", StringComparison.Ordinal)))
        .OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{kind} {page} {one.Key}={(Times.Contains(one.Key) ? "a time" : one.Value)}");

    private static async Task RunningApacheAsync(OwnersServer server, SimulatedNats nats)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/dump.php");
        var dump = await File.ReadAllTextAsync(area["/dump.php"], TestContext.Current.CancellationToken);
        foreach (var page in Pages) server.Text($"var/www/site{page}index.php", dump);
        server.Text("var/www/site/members/expired.php", "<?php if (($_SERVER['OIDC_CLAIM_status'] ?? '') === '2') echo 'expired';");
        TestCertificate.Write(server["etc/apache2"], "site", [Host]);
        server.Text("etc/apache2/sites-available/members.conf", Documented(server, nats));
        await server.RunAsync("a2ensite members; systemctl start apache2");
    }

    private static string Documented(OwnersServer server, SimulatedNats nats) => $"""
        <VirtualHost *:{server.Plain}>
          ServerName {Host}:80
          Redirect permanent / {Origin}/
        </VirtualHost>
        <VirtualHost *:{server.Tls}>
          ServerName {Origin}:443
          DocumentRoot {server["var/www/site"]}
          DirectoryIndex index.php
          SSLEngine on
          SSLCertificateFile {server["etc/apache2"]}/site.pem
          SSLCertificateKeyFile {server["etc/apache2"]}/site.key
          <Directory {server["var/www/site"]}>
            Require all granted
          </Directory>
          <Directory {server["var/www/site"]}/members>
            AuthType openid-connect
            Require valid-user
          </Directory>
          <Directory {server["var/www/site"]}/members/full>
            AuthType openid-connect
            Require claim trial:0
          </Directory>
          OIDCProviderMetadataURL {nats.MetadataUrl}
          OIDCClientID 1,2,3
          OIDCClientSecret value-of-MEMBER_OPENID_CLIENT_SECRET
          OIDCScope openid
          OIDCRedirectURI {Origin}/members/vanity.php
          OIDCCryptoPassphrase made-up-by-the-owner
          OIDCSessionInactivityTimeout 300
          OIDCSessionMaxDuration 3600
          OIDCRemoteUserClaim username
          OIDCUserInfoRefreshInterval 60
          OIDCInfoHook userinfo
        </VirtualHost>

        """;
}
