using System.Text.Json;
using Gateway.Tests.Commands;
using Xunit;
using static Gateway.Tests.ApacheImport.ImportStage;

namespace Gateway.Tests.ApacheImport;

/// <summary><c>gateway import-apache</c> as an owner meets it at a terminal.</summary>
public sealed class ImportApacheTests : IDisposable
{
    private readonly ImportStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task A_virtual_host_becomes_files_for_this_user_alone_and_a_report()
    {
        var said = await _stage.ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\nSSLEngine on\n{Base}{Members}</VirtualHost>\n");
        var check = await Said.ByAsync("check", "--config", Path.Combine(_stage.Output, "gateway.json"));

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal("""
            changed meaning (1)
                members-example-com: PHP is told the user name, trial, the claims that rules
                name and those of every id token. Whatever else it reads: gateway
                upstream-config apache --claim NAME.

            ignored (2)
              site.conf:3  DocumentRoot: stays with the web server behind Gateway
                           (upstream.conf).
              site.conf:4  SSLEngine: Gateway speaks TLS itself, by its own rules, or the
                           server in front does.

            taken over (9)
              site.conf:2   ServerName: as Origins.
              site.conf:5   OIDCProviderMetadataURL: as Provider.MetadataUrl.
              site.conf:6   OIDCClientID: as Provider.ClientId.
              site.conf:7   OIDCClientSecret: as Provider.ClientSecret.
              site.conf:8   OIDCRedirectURI: as RedirectUri.
              site.conf:9   OIDCCryptoPassphrase: as Passphrase.
              site.conf:10  <Directory>: into Paths.
              site.conf:11  AuthType: into Paths.
              site.conf:12  Require: into Paths.

            Written: members-example-com-upstream-secret, members-example-com-nats-secret, members-example-com-passphrase, upstream.conf, gateway-members-example-com.conf, import-report.txt, gateway.json, for this user alone (mode 600).
            Nothing needs a decision. Next: gateway check --config gateway.json

            """.ReplaceLineEndings("\n"), said.Output);
        Assert.Equal((0, ""), (check.Code, check.Errors));
        Assert.Contains("  /members/  Require valid-user\n", check.Output, StringComparison.Ordinal);
        Assert.Equal("s3cret", await _stage.TextAsync("members-example-com-nats-secret"));
        Assert.Equal("""
            # The virtual hosts behind Gateway, made by: gateway import-apache. They take the place of the old ones.
            # They answer on this machine alone, and to Gateway alone.
            Listen 127.0.0.1:8081

            <VirtualHost 127.0.0.1:8081>
              ServerName members.example.com
              DocumentRoot /var/www/site
              <Directory /var/www/site/members>
                Require expr "-n %{HTTP:Remote-User}"
              </Directory>
              # Who is signed in, by variables as before; and whoever did not come through Gateway is refused. Needs: a2enmod headers remoteip
              Include OUT/gateway-members-example-com.conf
            </VirtualHost>

            """.ReplaceLineEndings("\n"), (await _stage.TextAsync("upstream.conf")).Replace(_stage.Output, "OUT", StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(_stage.Output), AssertOursAlone);
    }

    [Fact]
    public async Task What_the_text_does_not_tell_is_asked_for_at_a_terminal_and_an_option_elsewhere()
    {
        _stage.Folder.With("site.conf", Base + Members);

        var without = await _stage.ImportAsync(null);
        var asked = await Said.ByAsync(
            terminal => terminal with { Answers = new StringReader("https://members.example.com\nvar/www\n/var/www/site\nhttp://127.0.0.1:9000\n"), CanAsk = true },
            "import-apache", _stage.Folder.File("site.conf"), "--out", _stage.Output);

        Assert.Equal((2, "", "These are missing: --origin, --document-root, --upstream. Without a terminal every answer is an option.\n"), (without.Code, without.Output, without.Errors));
        Assert.Equal((0, ""), (asked.Code, asked.Errors));
        Assert.Contains("> Not yet: a folder begins with a slash.\n", asked.Output, StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:9000/", _stage.Read().Sites.All[0].Upstreams.All[0].ToString().TrimEnd('/') + "/");
    }

    [Fact]
    public async Task Files_that_are_there_are_kept_unless_forced()
    {
        string[] answers = ["--origin", "https://members.example.com", "--document-root", "/var/www/site", "--upstream", "http://127.0.0.1:8081"];
        _stage.Folder.With("site.conf", Base + Members).With("out/gateway.json", "mine");

        var refused = await _stage.ImportAsync(null, answers);
        var mine = await _stage.TextAsync("gateway.json");
        var forced = await _stage.ImportAsync(null, [.. answers, "--force"]);

        Assert.Equal((1, "", $"{_stage.Output}/gateway.json is there already. Say --force to overwrite it, or --out DIR for another place.\n"), (refused.Code, refused.Output, refused.Errors));
        Assert.Equal("mine", mine);
        Assert.Equal(0, forced.Code);
        Assert.Equal("valid-user", _stage.Read().Sites.All[0].Rules.Rules[1].Requirement.ToString());
        Assert.DoesNotContain(Directory.EnumerateFiles(_stage.Output), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Machines_get_json_and_a_decision_to_make_is_code_one()
    {
        var said = await _stage.ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\n{Base}{Members}<Location /x>\nRequire ip 10.0.0.1\n</Location>\n</VirtualHost>\n", "--json");

        using var report = JsonDocument.Parse(said.Output);
        var open = report.RootElement.GetProperty("directives").EnumerateArray().Single(line => line.GetProperty("outcome").GetString() == "needs your decision");
        Assert.Equal(1, said.Code);
        Assert.False(report.RootElement.GetProperty("good").GetBoolean());
        Assert.Equal((14, "Require"), (open.GetProperty("line").GetInt32(), open.GetProperty("directive").GetString()));
        Assert.Equal("taken for what refuses: \"ip 10.0.0.1\" can be judged by Apache alone. Write in Paths who may come in.", open.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("Listen 80\n", "SITE: no members sign in here. OIDCRedirectURI and a section with AuthType openid-connect must be there.\n")]
    [InlineData("<Directory /srv>\n", "SITE:1: <Directory> is opened here and never closed. Write </Directory> behind what it holds.\n  <Directory /srv>\n  ^\n")]
    public async Task What_cannot_be_imported_writes_nothing(string text, string error)
    {
        var said = await _stage.ImportAsync(text);

        Assert.Equal((1, "", error.Replace("SITE", _stage.Folder.File("site.conf"), StringComparison.Ordinal)), (said.Code, said.Output, said.Errors));
        Assert.False(Directory.Exists(_stage.Output));
    }
}
