using System.Net.Sockets;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class FastCgiSectionTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();
    private readonly PhpArea _area = new();

    public void Dispose()
    {
        _folder.Dispose();
        _area.Dispose();
    }

    [Fact]
    public void Every_setting_is_taken_over()
    {
        using var local = new PhpArea();
        local.Text("/app/front.php", "x");
        _folder.With("Upstream", $$"""
            { "FastCgi": [ "unix:/run/php/a.sock", "127.0.0.1:9000", "localhost:9001" ], "Root": "/var/www/site/", "LocalRoot": "{{local.Root}}", "Index": [ "start.php" ],
              "FrontController": "/app/front.php", "NoScripts": [ "/Uploads/" ], "Scripts": [ ".php", ".phtml" ], "Links": [ "/srv/shared/" ], "Htaccess": "Ignored",
              "Environment": { "APP_ENV": "prod" }, "Connections": 10, "Queue": "20", "KeepAlive": true, "Spool": "500M" }
            """.ReplaceLineEndings(" ")).With("Timeouts", """{ "FirstByte": "2m" }""");

        var application = Assert.IsType<FastCgiUpstream>(_folder.GoodSite().Upstreams.All[0].Upstream).Application;

        Assert.Equal(["unix:/run/php/a.sock", "127.0.0.1:9000", "localhost:9001"], application.Addresses.Select(address => address.Text));
        var tree = application.Scripts.Tree;
        Assert.Equal(("/var/www/site", local.Root, "/app/front.php"), (tree.Root, tree.LocalRoot, tree.FrontController));
        Assert.Equal([["start.php"], ["/uploads/"], [".php", ".phtml"], ["/srv/shared"]], new[] { tree.Index, tree.NoScripts, tree.Scripts, tree.Links });
        Assert.Equal([new("APP_ENV", "prod")], application.Environment);
        Assert.Equal((10, 20, true, 500L << 20, TimeSpan.FromMinutes(2)),
            (application.Pool.Connections, application.Pool.Queue, application.Pool.KeepAlive, application.MostSpooled, application.LongestWait));
    }

    [Fact]
    public void Two_settings_are_enough()
    {
        var application = Assert.IsType<FastCgiUpstream>(With("").GoodSite().Upstreams.All[0].Upstream).Application;

        var tree = application.Scripts.Tree;
        Assert.Equal((_area.Root, _area.Root, null), (tree.Root, tree.LocalRoot, tree.FrontController));
        Assert.Equal([["index.php", "index.html"], [], [".php"], []], new[] { tree.Index, tree.NoScripts, tree.Scripts, tree.Links });
        Assert.Equal((200, 400, false, 1L << 30), (application.Pool.Connections, application.Pool.Queue, application.Pool.KeepAlive, application.MostSpooled));
        Assert.Empty(_folder.Warnings());
    }

    [Theory]
    [InlineData("\"Indx\": []", "Upstream.Indx: unknown setting. Did you mean \"Index\"?")]
    [InlineData("\"Index\": [ \"a/b.php\" ]", "Upstream.Index[0]: \"a/b.php\" is no name of a file. Write index.php.")]
    [InlineData("\"Scripts\": [ \"php\" ]", "Upstream.Scripts[0]: \"php\" is no ending of a file. Write .php.")]
    [InlineData("\"NoScripts\": [ \"/uploads\" ]", "Upstream.NoScripts[0]: \"/uploads\" is no folder of the site. Write its path with a slash at both ends: /uploads/.")]
    [InlineData("\"NoScripts\": [ \"/a/../b/\" ]", "Upstream.NoScripts[0]: \"/a/../b/\" is no folder of the site. Write its path with a slash at both ends: /uploads/.")]
    [InlineData("\"Links\": [ \"shared\" ]", "Upstream.Links[0]: \"shared\" is no folder of a site. Write it from the root of the disk: /var/www/site.")]
    [InlineData("\"FrontController\": \"/none.php\"", "Upstream.FrontController: \"/none.php\" is no script of the site. Write the path of one that is there: /index.php.")]
    [InlineData("\"LocalRoot\": \"/nowhere/at/all\"", "Upstream.LocalRoot: \"/nowhere/at/all\" is no folder here. Write LocalRoot where Gateway sees it at another place than PHP.")]
    [InlineData("\"Htaccess\": \"Allowed\"", "Upstream.Htaccess: \"Allowed\" is not known here. Write Refused or Ignored.")]
    [InlineData("\"Connections\": 0", "Upstream.Connections: \"0\" is no number from 1 to 10000.")]
    [InlineData("\"Queue\": \"many\"", "Upstream.Queue: \"many\" is no number from 0 to 100000.")]
    [InlineData("\"KeepAlive\": true", "Upstream.KeepAlive: \"true\" needs Connections beside it. Write half of pm.max_children: every kept connection occupies a worker.")]
    [InlineData("\"Spool\": \"1GB\"", "Upstream.Spool: \"1GB\" is no size. Write bytes, or 500M or 1G.")]
    [InlineData("\"Environment\": { \"A-B\": \"x\" }", "Upstream.Environment.A-B: is no name of a variable. Write letters, digits and _ only.")]
    public void A_faulty_setting_is_named_with_a_remedy(string setting, string fault)
    {
        Assert.Equal(["gateway.json:9: site \"example\": " + fault], With(", " + setting).Faults());
    }

    [Theory]
    [InlineData("\"/run/php.sock\"", "Upstream.FastCgi: \"/run/php.sock\" is no address of a FastCGI application. Write unix:/run/php/php-fpm.sock or 127.0.0.1:9000.")]
    [InlineData("\"unix:php.sock\"", "Upstream.FastCgi: \"unix:php.sock\" is no address of a FastCGI application. Write unix:/run/php/php-fpm.sock or 127.0.0.1:9000.")]
    [InlineData("\"127.0.0.1\"", "Upstream.FastCgi: \"127.0.0.1\" is no address of a FastCGI application. Write unix:/run/php/php-fpm.sock or 127.0.0.1:9000.")]
    [InlineData("9000", "Upstream.FastCgi: \"9000\" is neither text nor list of texts. Write unix:/run/php/php-fpm.sock or 127.0.0.1:9000.")]
    [InlineData("[]", "Upstream.FastCgi: \"[ … ]\" is neither text nor list of texts. Write unix:/run/php/php-fpm.sock or 127.0.0.1:9000.")]
    public void A_faulty_address_is_named_with_a_remedy(string address, string fault)
    {
        _folder.With("Upstream", $$"""{ "FastCgi": {{address}}, "Root": "{{_area.Root}}" }""");

        Assert.Equal(["gateway.json:9: site \"example\": " + fault], _folder.Faults());
    }

    [Fact]
    public void A_root_must_be_there_and_be_a_folder_of_the_disk()
    {
        _folder.With("Upstream", """{ "FastCgi": "127.0.0.1:9000" }""");
        Assert.Equal(["gateway.json:9: site \"example\": Upstream.Root: missing. Write the folder of the site as PHP sees it: /var/www/site."], _folder.Faults());

        _folder.With("Upstream", """{ "FastCgi": "127.0.0.1:9000", "Root": "www" }""");
        Assert.Equal(["gateway.json:9: site \"example\": Upstream.Root: \"www\" is no folder of a site. Write it from the root of the disk: /var/www/site."], _folder.Faults());
    }

    [Fact]
    public void F50_A_folder_with_htaccess_files_is_refused_with_the_list_unless_they_are_ignored()
    {
        for (var at = 0; at < 11; at++) _area.Text($"/d{at:D2}/.htaccess", "Deny from all");
        _area.Text("/.htaccess", "Deny from all");
        const string names = "/.htaccess, /d00/.htaccess, /d01/.htaccess, /d02/.htaccess, /d03/.htaccess, /d04/.htaccess, /d05/.htaccess, /d06/.htaccess, /d07/.htaccess, /d08/.htaccess and 2 more";

        Assert.Equal(
            [$"gateway.json:9: site \"example\": Upstream.Htaccess: the site holds files whose rules would vanish: {names}. Move what they say into Paths and write \"Ignored\" here, or keep Apache and write its address as Upstream."],
            With("").Faults());
        Assert.Empty(With(", \"Htaccess\": \"Ignored\"").Faults());
    }

    [Fact]
    public void F50_A_link_to_rules_of_apache_and_rules_in_a_folder_of_Links_are_rules_too()
    {
        using var outside = new PhpArea();
        outside.Text("/deep/.htaccess", "Deny from all");
        outside.Text("/rules", "Deny from all");
        _area.Link("/full/.htaccess", outside["/rules"]);
        _area.Link("/circle", ".");

        var fault = Assert.Single(With($", \"Links\": [ \"{outside.Root}\" ]").Faults());

        Assert.Contains($": the site holds files whose rules would vanish: /full/.htaccess, {outside.Root}/deep/.htaccess. Move", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:9000", null)]
    [InlineData("[::1]:9000", null)]
    [InlineData("10.0.0.5:9000", "the network")]
    [InlineData("php.example:9000", "the network")]
    [InlineData("unix:SOCKET 0660", null)]
    [InlineData("unix:SOCKET 0666", "every user of this machine")]
    public void G24_An_address_that_strangers_reach_is_a_warning(string address, string? strangers)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (address.Split(' ') is [_, var mode])
        {
            address = "unix:" + _area["/php.sock"];
            listener.Bind(new UnixDomainSocketEndPoint(_area["/php.sock"]));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_area["/php.sock"], (UnixFileMode)Convert.ToInt32(mode, 8));
        }

        _folder.With("Upstream", $$"""{ "FastCgi": "{{address}}", "Root": "{{_area.Root}}" }""");

        string[] expected = strangers is null ? [] :
            [$"gateway.json:9: site \"example\": Upstream.FastCgi: \"{address}\" is open to {strangers}. Whoever reaches php-fpm runs code, and is any member he likes: listen on a socket with listen.mode = 0660."];
        Assert.Equal(expected, _folder.Warnings());
    }

    [Fact]
    public void G27_A_variable_of_our_own_in_the_environment_is_a_warning()
    {
        With(""", "Environment": { "APP_ENV": "prod", "REMOTE_USER": "root", "OIDC_CLAIM_trial": "0" }""");

        Assert.Equal(
            ["REMOTE_USER", "OIDC_CLAIM_trial"],
            _folder.Warnings().Select(line => line.Replace("gateway.json:9: site \"example\": Upstream.Environment.", "", StringComparison.Ordinal)
                .Replace(": is a variable of Gateway's own, which this cannot change. Leave it out.", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(64_993, null)]
    [InlineData(64_994, "65,001")]
    [InlineData(65_536, "65,543")]
    public void G01_A_variable_that_php_fpm_does_not_take_is_a_warning(int length, string? bytes)
    {
        With($$""", "Environment": { "APP_ENV": "{{new string('x', length)}}" }""");

        string[] expected = bytes is null ? [] :
            [$"gateway.json:9: site \"example\": Upstream.Environment.APP_ENV: has {bytes} bytes, its name among them, and php-fpm resets the connection over more than 65,000: it would show no page at all. Put it into a file that PHP reads."];
        Assert.Equal(expected, _folder.Warnings());
    }

    [Fact]
    public void G01_A_long_name_counts_and_so_do_the_bytes_of_a_letter()
    {
        With($$""", "Environment": { "{{new string('N', 65_536)}}": "x", "UMLAUTS": "{{new string('ü', 32_500)}}" }""");

        Assert.Equal(["has 65,537 bytes", "has 65,007 bytes"], _folder.Warnings().Select(line => line[line.IndexOf("has ", StringComparison.Ordinal)..line.IndexOf(',', line.IndexOf(" bytes", StringComparison.Ordinal))]));
    }

    private ConfigurationFolder With(string more) => _folder.With("Upstream", $$"""{ "FastCgi": "127.0.0.1:9000", "Root": "{{_area.Root}}"{{more}} }""");
}
