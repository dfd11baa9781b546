using System.Text.Json;
using Gateway.Sites;
using Gateway.Tests.Commands;
using Xunit;
using static Gateway.Tests.ApacheImport.ImportStage;

namespace Gateway.Tests.ApacheImport;

/// <summary>The rules that <c>gateway import-apache</c> writes let nobody in whom Apache keeps out, and say what they cannot mean (corpus H22, H23, H34 to H36).</summary>
public sealed class ImportedRuleTests : IDisposable
{
    private readonly ImportStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task H22_Two_lines_mean_either_and_every_command_says_so()
    {
        var said = await _stage.ImportAsync(Host("<Location /members>\nAuthType openid-connect\nRequire valid-user\nRequire claim trial:0\n</Location>\n"));
        var check = await Said.ByAsync("check", "--config", Path.Combine(_stage.Output, "gateway.json"));
        var explain = await Said.ByAsync("explain", "--config", Path.Combine(_stage.Output, "gateway.json"), "--path", "/members/a.php", "--claims", """{"sub":"m1","trial":"1"}""");

        const string warning = "claim trial:0 has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold.";
        Assert.Contains(warning, OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains(warning.TrimEnd('.'), OneLine(check.Output), StringComparison.Ordinal);
        Assert.StartsWith("allow", explain.Output, StringComparison.Ordinal);
        Assert.Contains(warning.TrimEnd('.'), OneLine(explain.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H23_Pass_opens_a_page_that_learns_who_is_there_and_never_a_claim_rule()
    {
        var said = await _stage.ImportAsync(Host("<Location /forum>\nAuthType openid-connect\nOIDCUnAuthAction pass\nRequire valid-user\n</Location>\n<Location /full>\nAuthType openid-connect\nOIDCUnAuthAction pass\nRequire claim trial:0\n</Location>\n"));
        var rules = _stage.Read().Sites.All[0].Rules.Rules;
        var file = Path.Combine(_stage.Output, "gateway.json");
        await File.WriteAllTextAsync(file, (await _stage.TextAsync("gateway.json")).Replace("\"Identity\": \"IfSignedIn\"", "\"Unauthenticated\": \"Pass\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var fault = Assert.Single(ConfigurationReader.Read(file, _ => null).Faults);

        Assert.Equal(1, said.Code);
        Assert.Equal(["/: all granted", "/full/: all denied", "/forum/: all granted"], rules.Select(rule => rule.ToString()));
        Assert.Equal([false, false, true], rules.Select(rule => rule.IdentityIfSignedIn));
        Assert.Contains("/full/: denied: OIDCUnAuthAction pass lets everybody pass the rule claim trial:0", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Equal("is not known here. Write { \"Require\": \"all granted\", \"Identity\": \"IfSignedIn\" }: anybody may see the page, and it learns who is signed in.", fault.Remedy);
    }

    [Theory]
    [InlineData("<Location /members/x>\n<If \"%{TIME_HOUR} > 20\">\nRequire all granted\n</If>\n</Location>\n", "/members/x/: all denied", 14)]
    [InlineData("<LocationMatch \"^/members/(?!open)\">\nRequire all granted\n</LocationMatch>\n", "~^/members/: all denied", 13)]
    [InlineData("<Location /members/x>\nOrder deny,allow\nDeny from all\nAllow from 10.0.0.1\nSatisfy any\n</Location>\n", "/members/x/: all denied", 13)]
    [InlineData("<Location /members/x>\nRequire expr \"true\"\n</Location>\n", "/members/x/: all denied", 14)]
    [InlineData("<Location /members/x>\nRequire env OPEN\n</Location>\n", "/members/x/: all denied", 14)]
    [InlineData("<Location /members/x>\n<RequireAll>\nRequire valid-user\nRequire not claim trial:1\n<RequireAny>\nRequire user a\nRequire user b\n</RequireAny>\n<RequireNone>\nRequire user c\n</RequireNone>\n</RequireAll>\n</Location>\n",
        "/members/x/: RequireAll ( valid-user & not claim trial:1 & RequireAny ( user a | user b ) & RequireNone ( user c ) )", 0)]
    public async Task H34_What_cannot_be_mapped_is_denied_and_said(string section, string rule, int line)
    {
        var said = await _stage.ImportAsync(Host(Members + section), "--json");

        Assert.Contains(rule, _stage.Read().Sites.All[0].Rules.Rules.Select(one => one.ToString()));
        using var report = JsonDocument.Parse(said.Output);
        var open = report.RootElement.GetProperty("directives").EnumerateArray().Where(one => one.GetProperty("outcome").GetString() == "needs your decision").ToList();
        Assert.Equal(line > 0 ? 1 : 0, said.Code);
        Assert.Equal(line > 0, open.Count == 1 && $"{open[0]}".Contains($"{line}", StringComparison.Ordinal) && $"{open[0]}".Contains("site.conf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H35_Every_url_of_a_folder_gets_its_rule_by_aliases_links_and_files_of_its_own()
    {
        var root = _stage.Folder.File("www");
        _stage.Folder.With("www/members/full/film.mp4", "x").With("www/pub/index.html", "x").With("www/pub/.htaccess", "AuthType openid-connect\nRequire claim guest:1\n");
        File.CreateSymbolicLink(_stage.Folder.File("www/pub/films"), _stage.Folder.File("www/members/full"));

        var said = await _stage.ImportAsync($"""
            <VirtualHost *:443>
            ServerName members.example.com
            DocumentRoot {root}
            Alias /one {root}/members/full
            Alias /two {root}/members
            {Base}
            <Directory {root}>
              AllowOverride All
              Require all granted
            </Directory>
            <Directory {root}/members/full>
              AuthType openid-connect
              Require claim trial:0
              <Files "free.mp4">
                Require all granted
              </Files>
            </Directory>
            </VirtualHost>
            """);

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal(
            [
                "/: all granted", "/pub/: claim guest:1", "/one/: claim trial:0", "/two/full/: claim trial:0", "/pub/films/: RequireAll ( claim guest:1 & claim trial:0 )", "/members/full/: claim trial:0",
                "~^/members/full/(.*/)?free\\.mp4$: all granted", "~^/one/(.*/)?free\\.mp4$: all granted", "~^/two/full/(.*/)?free\\.mp4$: all granted",
            ],
            _stage.Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.Contains($"Its lines for the module must go when {root}/pub/.htaccess lies behind Gateway", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains($"<Directory>: holds for {root}/pub/films too, a link that leads there; Apache lets in by it.", OneLine(said.Output).Replace(" (", "(", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H35_Claims_that_a_folder_of_its_own_makes_open_nothing()
    {
        var root = _stage.Folder.File("www");
        _stage.Folder.With("www/gold/.htaccess", "AuthType openid-connect\nOIDCUserInfoClaimsExpr \"del(.level)\"\nRequire claim level:gold\n");

        var said = await _stage.ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot {root}\n{Base}\n<Directory {root}>\nAllowOverride All\nRequire all granted\n</Directory>\n<Location /members>\nAuthType openid-connect\nRequire valid-user\n</Location>\n</VirtualHost>\n");

        Assert.Equal(["/: all granted", "/gold/: all denied", "/members/: valid-user"], _stage.Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.Equal(1, said.Code);
        Assert.Contains("the claims that it asks for may be made or withheld by an expression", OneLine(said.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H36_What_is_written_loads_with_every_value_exact()
    {
        const string odd = "a \\\"quoted\\\" } \u00fc \\\\";
        var said = await _stage.ImportAsync(Host($"OIDCClientID \"{odd}\"\nOIDCClientSecret \"two \\\nlines\"\n<Location /members>\nAuthType openid-connect\nRequire user \"{odd}\" \"}}\"\n</Location>\n<Location \"/a b/\\\"c\">\nRequire ip 1\n</Location>\n"));
        var check = await Said.ByAsync("check", "--config", Path.Combine(_stage.Output, "gateway.json"));

        Assert.Equal((1, ""), (said.Code, said.Errors));
        var site = _stage.Read().Sites.All[0];
        Assert.Equal(("a \"quoted\" } \u00fc \\", "two lines"), (site.Provider.ClientId, site.Provider.ClientSecret));
        Assert.Equal("user \"a \\\"quoted\\\" } \u00fc \\\\\" }", site.Rules.Rules.Single(rule => rule.Pattern == "/members/").Requirement.ToString());
        Assert.Equal((0, ""), (check.Code, check.Errors));
        Assert.Contains("/a b/\"c/ Require all denied", OneLine(check.Output), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_stage.Folder.File("control.conf"), "OIDCClientID \"a\u0002b\"\n", TestContext.Current.CancellationToken);
        var control = await Said.ByAsync("import-apache", _stage.Folder.File("control.conf"), "--out", _stage.Output);
        Assert.Equal(1, control.Code);
        Assert.StartsWith(_stage.Folder.File("control.conf") + ":1: holds the control byte 0x02", control.Errors, StringComparison.Ordinal);
    }
}
