using System.Diagnostics;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Sites;
using Gateway.Tests.Commands;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary><c>gateway import-apache</c> as an owner meets it at a terminal, and the rows of the corpus about it.</summary>
public sealed class ImportApacheTests : IDisposable
{
    private const string Base = """
        OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
        OIDCClientID 1,2,3
        OIDCClientSecret "s3cret"
        OIDCRedirectURI /members/vanity.php
        OIDCCryptoPassphrase a-passphrase-of-the-tests

        """;

    private const string Members = """
        <Directory /var/www/site/members>
          AuthType openid-connect
          Require valid-user
        </Directory>

        """;

    private readonly ApacheFolder _folder = new();

    private string Output => _folder.File("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_virtual_host_becomes_files_for_this_user_alone_and_a_report()
    {
        var said = await ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\nSSLEngine on\n{Base}{Members}</VirtualHost>\n");
        var check = await Said.ByAsync("check", "--config", Path.Combine(Output, "gateway.json"));

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
        Assert.Equal("s3cret", await TextAsync("members-example-com-nats-secret"));
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

            """.ReplaceLineEndings("\n"), (await TextAsync("upstream.conf")).Replace(Output, "OUT", StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Output), AssertOursAlone);
    }

    [Fact]
    public async Task What_the_text_does_not_tell_is_asked_for_at_a_terminal_and_an_option_elsewhere()
    {
        _folder.With("site.conf", Base + Members);

        var without = await ImportAsync(null);
        var asked = await Said.ByAsync(
            terminal => terminal with { Answers = new StringReader("https://members.example.com\nvar/www\n/var/www/site\nhttp://127.0.0.1:9000\n"), CanAsk = true },
            "import-apache", _folder.File("site.conf"), "--out", Output);

        Assert.Equal((2, "", "These are missing: --origin, --document-root, --upstream. Without a terminal every answer is an option.\n"), (without.Code, without.Output, without.Errors));
        Assert.Equal((0, ""), (asked.Code, asked.Errors));
        Assert.Contains("> Not yet: a folder begins with a slash.\n", asked.Output, StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:9000/", Read().Sites.All[0].Upstreams.All[0].ToString().TrimEnd('/') + "/");
    }

    [Fact]
    public async Task Files_that_are_there_are_kept_unless_forced()
    {
        string[] answers = ["--origin", "https://members.example.com", "--document-root", "/var/www/site", "--upstream", "http://127.0.0.1:8081"];
        _folder.With("site.conf", Base + Members).With("out/gateway.json", "mine");

        var refused = await ImportAsync(null, answers);
        var mine = await TextAsync("gateway.json");
        var forced = await ImportAsync(null, [.. answers, "--force"]);

        Assert.Equal((1, "", $"{Output}/gateway.json is there already. Say --force to overwrite it, or --out DIR for another place.\n"), (refused.Code, refused.Output, refused.Errors));
        Assert.Equal("mine", mine);
        Assert.Equal(0, forced.Code);
        Assert.Equal("valid-user", Read().Sites.All[0].Rules.Rules[1].Requirement.ToString());
        Assert.DoesNotContain(Directory.EnumerateFiles(Output), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Machines_get_json_and_a_decision_to_make_is_code_one()
    {
        var said = await ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\n{Base}{Members}<Location /x>\nRequire ip 10.0.0.1\n</Location>\n</VirtualHost>\n", "--json");

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
        var said = await ImportAsync(text);

        Assert.Equal((1, "", error.Replace("SITE", _folder.File("site.conf"), StringComparison.Ordinal)), (said.Code, said.Output, said.Errors));
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public async Task H22_Two_lines_mean_either_and_every_command_says_so()
    {
        var said = await ImportAsync(Host("<Location /members>\nAuthType openid-connect\nRequire valid-user\nRequire claim trial:0\n</Location>\n"));
        var check = await Said.ByAsync("check", "--config", Path.Combine(Output, "gateway.json"));
        var explain = await Said.ByAsync("explain", "--config", Path.Combine(Output, "gateway.json"), "--path", "/members/a.php", "--claims", """{"sub":"m1","trial":"1"}""");

        const string warning = "claim trial:0 has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold.";
        Assert.Contains(warning, OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains(warning.TrimEnd('.'), OneLine(check.Output), StringComparison.Ordinal);
        Assert.StartsWith("allow", explain.Output, StringComparison.Ordinal);
        Assert.Contains(warning.TrimEnd('.'), OneLine(explain.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H23_Pass_opens_a_page_that_learns_who_is_there_and_never_a_claim_rule()
    {
        var said = await ImportAsync(Host("<Location /forum>\nAuthType openid-connect\nOIDCUnAuthAction pass\nRequire valid-user\n</Location>\n<Location /full>\nAuthType openid-connect\nOIDCUnAuthAction pass\nRequire claim trial:0\n</Location>\n"));
        var rules = Read().Sites.All[0].Rules.Rules;
        var file = Path.Combine(Output, "gateway.json");
        await File.WriteAllTextAsync(file, (await TextAsync("gateway.json")).Replace("\"Identity\": \"IfSignedIn\"", "\"Unauthenticated\": \"Pass\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var fault = Assert.Single(ConfigurationReader.Read(file, _ => null).Faults);

        Assert.Equal(1, said.Code);
        Assert.Equal(["/: all granted", "/full/: all denied", "/forum/: all granted"], rules.Select(rule => rule.ToString()));
        Assert.Equal([false, false, true], rules.Select(rule => rule.IdentityIfSignedIn));
        Assert.Contains("/full/: denied: OIDCUnAuthAction pass lets everybody pass the rule claim trial:0", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Equal("is not known here. Write { \"Require\": \"all granted\", \"Identity\": \"IfSignedIn\" }: anybody may see the page, and it learns who is signed in.", fault.Remedy);
    }

    [Fact]
    public async Task H30_What_is_no_configuration_is_refused_with_its_line_in_time_and_memory()
    {
        var large = _folder.File("large.conf");
        using (var stream = File.Create(large)) stream.SetLength(1L << 30);   // 1 GiB of NUL bytes
        var line = _folder.File("line.conf");
        await File.WriteAllTextAsync(line, "A \\\n" + new string('x', 100 << 20), TestContext.Current.CancellationToken);
        var many = _folder.File("many.conf");
        await File.WriteAllTextAsync(many, string.Concat(Enumerable.Repeat("Listen 80\n", 3_000_000)), TestContext.Current.CancellationToken);
        _folder.With("deep.conf", string.Concat(Enumerable.Repeat("<IfDefine !X>\n", 1_000_000)));
        await File.WriteAllBytesAsync(_folder.File("utf16.conf"), [0xFF, 0xFE, (byte)'L', 0, (byte)'i', 0], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder.File("binary.conf"), [(byte)'A', (byte)'\n', 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1], TestContext.Current.CancellationToken);

        await RefusedAsync("large.conf", ":1: holds the control byte 0x00: this is no text file.\n");
        await RefusedAsync("line.conf", ":1: is longer than 64 kB. No line of a configuration is.\n");
        await RefusedAsync("many.conf", ":100001: more than 100000 lines in all. Import one virtual host at a time.\n");
        await RefusedAsync("deep.conf", ":100: sections are nested more than 100 deep.\n");
        await RefusedAsync("utf16.conf", ":1: is UTF-16. Save the file as UTF-8.\n");
        await RefusedAsync("binary.conf", ":2: holds the control byte 0x02: this is no text file.\n");
    }

    [Fact]
    public async Task H31_Includes_end_and_read_regular_files_below_the_root_alone()
    {
        _folder.With("self.conf", "Include self.conf\n").With("a.conf", "Include b.conf\n").With("b.conf", "\nInclude a.conf\n").With("folder/x.conf", "");
        for (var depth = 0; depth < 100; depth++) _folder.With($"d{depth}.conf", $"Include d{depth + 1}.conf\n");
        using (var made = Process.Start("mkfifo", _folder.File("pipe.conf"))) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        _folder.With("pipes.conf", Host("Include pipe.conf\n" + Members));

        await RefusedAsync("self.conf", ":1: includes itself: self.conf -> self.conf.\n");
        await RefusedAsync("a.conf", ":2: includes itself: a.conf -> b.conf -> a.conf.\n", "b.conf");
        await RefusedAsync("d0.conf", ":1: includes are nested more than 20 deep.\n", "d19.conf");
        foreach (var (pattern, outside, named) in (IEnumerable<(string, string, string)>)[("/*", "/", "/"), ("/etc/shadow", "/etc/shadow", "/etc"), ("/dev/zero", "/dev/zero", "/dev")])
        {
            _folder.With("out.conf", $"Include {pattern}\n");
            await RefusedAsync("out.conf", $":1: {outside} lies outside of {_folder.Root} and was not read; rules may stand there. Say --include-root {named} if it is meant.\n");
        }

        _folder.With("folder.conf", "Include folder\n").With("command.conf", "Include \"|touch touched\"\n");
        await RefusedAsync("folder.conf", $":1: {_folder.File("folder")} is a folder. Write {_folder.File("folder")}/*.conf.\n");
        await RefusedAsync("command.conf", $":1: there is no file {_folder.File("|touch touched")}.\n");
        Assert.False(File.Exists(_folder.File("touched")));

        using var elsewhere = new ApacheFolder().With("rules.conf", Members);
        _folder.With("far.conf", Host($"Include {elsewhere.Root}/*.conf\n"));
        await RefusedAsync("far.conf", $":9: {elsewhere.Root} lies outside of {_folder.Root} and was not read");
        var allowed = await Said.ByAsync("import-apache", _folder.File("far.conf"), "--out", _folder.File("far"), "--include-root", elsewhere.Root);
        Assert.Equal((0, ""), (allowed.Code, allowed.Errors));
        var pipe = await Said.ByAsync("import-apache", _folder.File("pipes.conf"), "--out", Output);
        Assert.Contains("pipe.conf is empty, or no file at all: nothing was read from it.", OneLine(pipe.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H32_Macros_that_grow_without_end_are_stopped_by_their_name()
    {
        var doubling = string.Concat(Enumerable.Range(0, 19).Select(at => $"<Macro M{at}>\nUse M{at + 1}\nUse M{at + 1}\n</Macro>\n"));
        _folder.With("itself.conf", "<Macro Again>\nUse Again\nUse Again\n</Macro>\nUse Again\n")
            .With("doubling.conf", $"{doubling}<Macro M19>\nA\n</Macro>\nUse M0\n")
            .With("parameters.conf", $"<Macro Wide {string.Join(' ', Enumerable.Range(0, 100_000).Select(at => $"$p{at}"))}>\n</Macro>\n");

        await RefusedAsync("itself.conf", ":2: Use nests macros more than 20 deep: Again.\n");
        await RefusedAsync("doubling.conf", ": more than 100000 lines in all (the macro M19 makes them). Import one virtual host at a time.\n");
        await RefusedAsync("parameters.conf", ":1: is longer than 64 kB. No line of a configuration is.\n");
    }

    [Fact]
    public async Task H33_Nothing_is_run_and_nothing_comes_from_the_environment()
    {
        Environment.SetEnvironmentVariable("GATEWAY_TEST_TRIAL", "0");
        var text = Base.Replace("\"s3cret\"", $"\"exec:/bin/sh -c 'touch {_folder.File("touched")}'\"", StringComparison.Ordinal).Replace("a-passphrase-of-the-tests", "exec:/bin/id", StringComparison.Ordinal)
            + Members + "<IfDefine GATEWAY_TEST_TRIAL>\n<Location /members>\nRequire all granted\n</Location>\n</IfDefine>\n<Location /members/full>\nRequire claim trial:${GATEWAY_TEST_TRIAL}\n</Location>\n"
            + "Define LEVEL gold\n<Location /members/z>\nRequire claim level:${LEVEL}\n</Location>\n<Location /members/y>\n<If \"true\">\nRequire all granted\n</If>\n</Location>\n";

        var said = await ImportAsync($"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\n{text}</VirtualHost>\n");

        Assert.Equal(1, said.Code);
        Assert.Contains("OIDCClientSecret: names a command, which is not run. Put what it prints into the file members-example-com-nats-secret.", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains("OIDCCryptoPassphrase: names a command, which is not run. Put what it prints into the file members-example-com-passphrase.", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains("${GATEWAY_TEST_TRIAL} is not defined here, say --define GATEWAY_TEST_TRIAL=VALUE.", OneLine(said.Output), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("touched")));
        Assert.Equal(["/: all granted", "/members/: valid-user", "/members/z/: claim level:gold", "/members/y/: all denied", "/members/full/: all denied"], Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.DoesNotContain(await TextAsync("members-example-com-passphrase"), said.Output, StringComparison.Ordinal);
        AssertOursAlone(Path.Combine(Output, "members-example-com-passphrase"));

        var defined = await ImportAsync(null, "--force", "--define", "GATEWAY_TEST_TRIAL=0");
        Assert.Equal(["/: all granted", "/members/z/: claim level:gold", "/members/y/: all denied", "/members/full/: claim trial:0"], Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.Equal(1, defined.Code);
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
        var said = await ImportAsync(Host(Members + section), "--json");

        Assert.Contains(rule, Read().Sites.All[0].Rules.Rules.Select(one => one.ToString()));
        using var report = JsonDocument.Parse(said.Output);
        var open = report.RootElement.GetProperty("directives").EnumerateArray().Where(one => one.GetProperty("outcome").GetString() == "needs your decision").ToList();
        Assert.Equal(line > 0 ? 1 : 0, said.Code);
        Assert.Equal(line > 0, open.Count == 1 && $"{open[0]}".Contains($"{line}", StringComparison.Ordinal) && $"{open[0]}".Contains("site.conf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H35_Every_url_of_a_folder_gets_its_rule_by_aliases_links_and_files_of_its_own()
    {
        var root = _folder.File("www");
        _folder.With("www/members/full/film.mp4", "x").With("www/pub/index.html", "x").With("www/pub/.htaccess", "AuthType openid-connect\nRequire claim guest:1\n");
        File.CreateSymbolicLink(_folder.File("www/pub/films"), _folder.File("www/members/full"));

        var said = await ImportAsync($"""
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
            Read().Sites.All[0].Rules.Rules.Select(rule => rule.ToString()));
        Assert.Contains($"Its lines for the module must go when {root}/pub/.htaccess lies behind Gateway", OneLine(said.Output), StringComparison.Ordinal);
        Assert.Contains($"<Directory>: holds for {root}/pub/films too, a link that leads there; Apache lets in by it.", OneLine(said.Output).Replace(" (", "(", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H36_What_is_written_loads_with_every_value_exact()
    {
        const string odd = "a \\\"quoted\\\" } \u00fc \\\\";
        var said = await ImportAsync(Host($"OIDCClientID \"{odd}\"\nOIDCClientSecret \"two \\\nlines\"\n<Location /members>\nAuthType openid-connect\nRequire user \"{odd}\" \"}}\"\n</Location>\n<Location \"/a b/\\\"c\">\nRequire ip 1\n</Location>\n"));
        var check = await Said.ByAsync("check", "--config", Path.Combine(Output, "gateway.json"));

        Assert.Equal((1, ""), (said.Code, said.Errors));
        var site = Read().Sites.All[0];
        Assert.Equal(("a \"quoted\" } \u00fc \\", "two lines"), (site.Provider.ClientId, site.Provider.ClientSecret));
        Assert.Equal("user \"a \\\"quoted\\\" } \u00fc \\\\\" }", site.Rules.Rules.Single(rule => rule.Pattern == "/members/").Requirement.ToString());
        Assert.Equal((0, ""), (check.Code, check.Errors));
        Assert.Contains("/a b/\"c/ Require all denied", OneLine(check.Output), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder.File("control.conf"), "OIDCClientID \"a\u0002b\"\n", TestContext.Current.CancellationToken);
        var control = await Said.ByAsync("import-apache", _folder.File("control.conf"), "--out", Output);
        Assert.Equal(1, control.Code);
        Assert.StartsWith(_folder.File("control.conf") + ":1: holds the control byte 0x02", control.Errors, StringComparison.Ordinal);
    }

    private static string Host(string text) => $"<VirtualHost *:443>\nServerName members.example.com\nDocumentRoot /var/www/site\n{Base}{text}</VirtualHost>\n";

    private static void AssertOursAlone(string file)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static string OneLine(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private async Task RefusedAsync(string file, string fault, string? at = null)
    {
        var (started, allocated) = (ThreadWork.SoFar(), GC.GetAllocatedBytesForCurrentThread());
        var said = await Said.ByAsync("import-apache", _folder.File(file), "--out", Output);

        Assert.Equal((1, ""), (said.Code, said.Output));
        Assert.StartsWith(_folder.File(at ?? file), said.Errors, StringComparison.Ordinal);
        Assert.Contains(fault, said.Errors, StringComparison.Ordinal);
        var (took, memory) = (ThreadWork.SoFar() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{file} took {took}");
        Assert.True(memory < 256 << 20, $"{file} took {memory} bytes");
        Assert.False(Directory.Exists(Output));
    }

    private Task<Said> ImportAsync(string? text, params string[] arguments)
    {
        if (text is not null) _folder.With("site.conf", text);
        return SaidAsync(["import-apache", _folder.File("site.conf"), "--out", Output, .. arguments]);
    }

    // Paths as if it had been started in the folder of its output.
    private async Task<Said> SaidAsync(string[] arguments)
    {
        var said = await Said.ByAsync(arguments);
        return said with { Output = said.Output.Replace(Output + "/", "", StringComparison.Ordinal) };
    }

    private GatewayConfiguration Read()
    {
        var read = ConfigurationReader.Read(Path.Combine(Output, "gateway.json"), _ => null);
        Assert.Empty(read.Faults);
        return read.Configuration!;
    }

    private Task<string> TextAsync(string name) => File.ReadAllTextAsync(Path.Combine(Output, name), TestContext.Current.CancellationToken);
}
