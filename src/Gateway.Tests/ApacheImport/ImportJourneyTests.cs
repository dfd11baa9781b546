using System.Text.Json.Nodes;
using Gateway.ApacheImport;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>The virtual host that NATS documents, imported with no edit, and then served to members.</summary>
public sealed class ImportJourneyTests
{
    private const string Documented = """
        <Directory /var/www/site/members>
          AuthType openid-connect
          Require valid-user
        </Directory>

        OIDCProviderMetadataURL METADATA
        OIDCClientID 1,2,3
        OIDCClientSecret "s:p&%+ü"
        OIDCScope openid
        OIDCRedirectURI https://a.example/members/vanity.php
        OIDCCryptoPassphrase made-up-by-the-owner
        OIDCSessionInactivityTimeout 300
        OIDCSessionMaxDuration 3600
        OIDCRemoteUserClaim username
        OIDCUserInfoRefreshInterval 60
        OIDCTokenBindingPolicy disabled
        OIDCRefreshAccessTokenBeforeExpiry 60 logout_on_error
        OIDCInfoHook access_token id_token userinfo session remote_user timeout exp

        """;

    private const string Full = "<Directory /var/www/site/members/full>\nAuthType openid-connect\nRequire claim trial:0\n</Directory>\n";

    [Theory]
    [InlineData("as it is", "")]
    [InlineData("signed userinfo", "OIDCUserInfoSignedResponseAlg RS256\n")]
    [InlineData("no certificate of the OP", "OIDCSSLValidateServer Off\n")]
    [InlineData("an error template", "OIDCHTMLErrorTemplate TEMPLATE\n")]
    [InlineData("an unauthorized page", "ErrorDocument 401 /unauth.php\n")]
    [InlineData("an unauthorized page by its full address", "ErrorDocument 401 https://www.example.com/join\n")]
    [InlineData("the refresh token passed on", "OIDCPassRefreshToken On\n")]
    [InlineData("a balancer in front", "OIDCXForwardedHeaders X-Forwarded-Proto X-Forwarded-Host\n")]
    [InlineData("single files", "<Files secret.php>\nAuthType openid-connect\nRequire valid-user\n</Files>\n")]
    public async Task Documented_host_signs_a_member_in_and_keeps_a_trial_member_out(string option, string lines)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-nats-").FullName;
        try
        {
            await File.WriteAllTextAsync($"{folder}/error.html", "<p>%s: %s</p>", TestContext.Current.CancellationToken);
            await using var gateway = await GatewayHost.StartAsync(
                site: site => Import(site, folder, lines.Replace("TEMPLATE", $"{folder}/error.html", StringComparison.Ordinal)),
                nats: nats => nats with { Clients = [.. nats.Clients.Select(client => client with { SignedUserInfo = option == "signed userinfo" })] });
            var (alice, bob) = (gateway.NewBrowser(), gateway.NewBrowser());

            var page = await alice.SignInAsync("alice", "/members/full/a.php?x=1");
            var refused = await bob.SignInAsync("bob", "/members/full/a.php");
            var members = await bob.GetAsync("/members/");

            Assert.Equal((200, "upstream:/members/full/a.php?x=1"), (page.Status, page.Text));
            Assert.Equal("alice", gateway.Area.Last("/members/full/a.php")["REMOTE_USER"]);
            Assert.Equal("0", gateway.Area.Last("/members/full/a.php")["OIDC_CLAIM_trial"]);
            Assert.Equal(option == "the refresh token passed on", gateway.Area.Last("/members/full/a.php")["OIDC_refresh_token"] is not null);
            Assert.Equal(option == "an unauthorized page by its full address" ? 302 : 401, refused.Status);
            if (option == "an unauthorized page") Assert.Equal("upstream:/unauth.php", refused.Text);
            Assert.Equal(200, members.Status);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Several_hosts_of_one_macro_before_a_server_sign_every_kind_of_member_in()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-macro-").FullName;
        string[] hosts = ["one.example", "two.example"];
        try
        {
            await using var gateway = await GatewayHost.StartAsync(
                file: file => ImportHosts(file, folder, hosts),
                nats: nats => nats with { Clients = [.. nats.Clients.Select(client => client with { SignedUserInfo = false, RedirectUris = [.. hosts.Select(host => $"https://{host}/members/vanity.php")] })] });
            gateway.Nats.Members.Put(new("carol", "member-carol", "expired", new() { ["username"] = "carol", ["trial"] = "0", ["status"] = "2" }));
            foreach (var host in hosts)
            {
                var nobody = gateway.NewBrowser($"https://{host}");
                Assert.Equal((200, 302), ((await nobody.GetAsync("/index.php")).Status, (await nobody.GetAsync("/members/")).Status));
                foreach (var (member, trial, status) in (IEnumerable<(string, string, int)>)[("alice", "0", 200), ("bob", "1", 401), ("carol", "0", 200)])
                {
                    var browser = gateway.NewBrowser($"https://{host}");
                    var members = await browser.SignInAsync(member, "/members/a.php");
                    Assert.Equal((200, "upstream:/members/a.php", status), (members.Status, members.Text, (await browser.GetAsync("/members/full/a.php")).Status));
                    Assert.Equal((member, trial, host), (gateway.Area.Last("/members/a.php")["REMOTE_USER"], gateway.Area.Last("/members/a.php")["OIDC_CLAIM_trial"], gateway.Area.Last("/members/a.php")["Host"]));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A proxy for several sites, as Apache's documentation of mod_macro has them.
    private static void ImportHosts(JsonObject file, string folder, string[] hosts)
    {
        var pattern = file["Sites"]!["a"]!;
        var (text, path) = ($$"""
            <Macro MembersArea $host $folder>
              <VirtualHost *:443>
                ServerName $host
                ProxyPreserveHost On
                RequestHeader set X-Forwarded-Proto "https"
                ProxyPass /members/vanity.php !
                <Location />
                  ProxyPass {{(string)pattern["Upstream"]!}}
                  ProxyPassReverse {{(string)pattern["Upstream"]!}}
                </Location>
                OIDCProviderMetadataURL {{(string)pattern["Provider"]!["MetadataUrl"]!}}
                OIDCClientID 1,2,3
                OIDCClientSecret "s:p&%+ü"
                OIDCRedirectURI https://$host/members/vanity.php
                OIDCCryptoPassphrase made-up-for-$host
                OIDCRemoteUserClaim username
                <Location $folder>
                  AuthType openid-connect
                  Require valid-user
                </Location>
                <Location $folder/full>
                  AuthType openid-connect
                  Require claim trial:0
                </Location>
              </VirtualHost>
            </Macro>
            {{string.Join('\n', hosts.Select(host => $"Use MembersArea {host} /members"))}}
            UndefMacro MembersArea

            """, $"{folder}/macro.conf");
        File.WriteAllText(path, text);
        var importer = Importer.Read(new ImportRequest([path], [], new Dictionary<string, string>()));
        importer.Import(new ImportAnswers(null, null, null));
        Assert.DoesNotContain(importer.Findings.All, finding => finding.Kind == FindingKind.NeedsDecision);
        Assert.Null(importer.UpstreamText(_ => ""));
        foreach (var (name, secret) in importer.Sites.SelectMany(site => site.Secrets)) File.WriteAllText($"{folder}/{name}", secret);
        file["Sites"] = JsonNode.Parse(importer.Text().Replace("\"file:", $"\"file:{folder}/", StringComparison.Ordinal), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!["Sites"]!.DeepClone();
    }

    // The imported settings of the site, with the secrets that they name.
    private static void Import(JsonObject site, string folder, string lines)
    {
        var file = $"{folder}/nats.conf";
        File.WriteAllText(file, Documented.Replace("METADATA", (string)site["Provider"]!["MetadataUrl"]!, StringComparison.Ordinal) + Full + lines);
        var importer = Importer.Read(new ImportRequest([file], [], new Dictionary<string, string>()));
        importer.Import(new ImportAnswers("https://a.example", "/var/www/site", (string)site["Upstream"]!));
        foreach (var (name, secret) in importer.Sites[0].Secrets) File.WriteAllText($"{folder}/{name}", secret);
        var text = importer.Text().Replace("\"file:", $"\"file:{folder}/", StringComparison.Ordinal);
        var imported = JsonNode.Parse(text, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!["Sites"]!.AsObject().Single().Value!;
        site.Clear();
        foreach (var (name, value) in imported.AsObject()) site[name] = value!.DeepClone();
    }
}
