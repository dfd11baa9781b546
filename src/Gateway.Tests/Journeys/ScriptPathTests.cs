using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The file that runs or is sent is the file that was ruled on (corpus F.2), over a real php-fpm.</summary>
public sealed class ScriptPathTests(ScriptPathTests.Stage stage) : IClassFixture<ScriptPathTests.Stage>
{
    public sealed class Stage : PhpStage
    {
        private readonly PhpArea _outside = new();

        private protected override void Fill(PhpArea area)
        {
            base.Fill(area);
            area.Script("dump.php", "/members/ẞ.php.txt.php", "/xİ.php", "/members/denied/index.php", "/outside.php", "/members/A.PHP", "/members/b.pHp");
            foreach (var source in (string[])["/a.php5", "/a.phtml", "/a.phar", "/a.inc", "/.htaccess", "/.git/config", "/.env", "/members/.user.ini", "/members/a.php~", "/a.php.bak", "/composer.json"])
                area.Text(source, "the source of " + source);
            area.Text("/members/html/index.html", "html index");
            Directory.CreateDirectory(area["/members/none"]);
            area.Link("/public/full", "../members/full");
            area.Link("/public/linked.php", "../members/full/x.php");
            _outside.Script("dump.php", "/secret.php");
            _outside.Text("/passwd", "root:x:0:0");
            area.Link("/public/secret.php", _outside["/secret.php"]);
            area.Link("/public/passwd", _outside["/passwd"]);
            area.Link("/public/outside", _outside.Root);
        }

        // Everything that could make a picture run.
        private protected override Task<PhpFpm> StartPhpAsync() =>
            PhpFpm.StartAsync(4, false, "php_admin_value[cgi.fix_pathinfo] = 1", "security.limit_extensions =");

        private protected override void Change(JsonObject site)
        {
            site["Upstream"]!["Htaccess"] = "Ignored";
            site["Paths"]!["/members/denied/index.php"] = "claim trial:0";
        }
    }

    [Theory]
    [InlineData("/members/full/x.php/extra", "DENY", "runs /members/full/x.php + /extra")]
    [InlineData("/members/x.php/full/a", "runs /members/x.php + /full/a", "runs /members/x.php + /full/a")]
    [InlineData("/members/a.php/", "runs /members/a.php + /", "runs /members/a.php + /")]
    [InlineData("/members/none.php/x", "404", "404")]
    public async Task F40_The_first_script_runs_with_the_rest_as_path_info(string target, string trial, string full)
    {
        await MeetsAsync(target, trial, full);
    }

    [Theory]
    [InlineData("/members/full/a.php%3F.css")]
    [InlineData("/members/full/a.php%3Fx=/public")]
    public async Task F22_A_question_mark_in_a_name_is_no_query(string target)
    {
        await MeetsAsync(target, "DENY", "404");
    }

    [Theory]
    [InlineData("/index.php/members/full/a.php", "runs /index.php + /members/full/a.php", "runs /index.php + /members/full/a.php")]
    [InlineData("/public/index.php/../../members/full/a.php", "DENY", "runs /members/full/a.php")]
    public async Task F42_A_public_script_with_a_path_behind_it_is_that_script(string target, string trial, string full)
    {
        await MeetsAsync(target, trial, full);
        if (target.StartsWith("/index", StringComparison.Ordinal)) Assert.Equal("runs /index.php + /members/full/a.php", PhpStage.Outcome(await stage.AskAsync("nobody", target)));
    }

    [Theory]
    [InlineData("/uploads/pic.jpg/x.php", "404")]
    [InlineData("/uploads/pic.jpg%00.php", "400")]
    [InlineData("/uploads/pic.jpg/.php", "404")]
    [InlineData("/members/pic.jpg/x.php", "404")]
    public async Task F43_A_picture_never_runs(string target, string status)
    {
        await MeetsAsync(target, status, status);
    }

    [Theory]
    [InlineData("/uploads/shell.php")]
    [InlineData("/uploads/shell.php/x")]
    public async Task F44_In_a_folder_without_scripts_nothing_runs_and_nothing_is_shown(string target)
    {
        foreach (var who in (string[])["nobody", "trial", "full"])
        {
            stage.Clear();

            var answer = await stage.AskAsync(who, target);

            Proof.ErrorPage(stage.Gateway, answer, 403, "no_scripts_here");
            Assert.DoesNotContain("<?php", answer.Text, StringComparison.Ordinal);
            stage.Gateway.AssertQuiet();
        }

        Assert.Equal("file uploaded picture", PhpStage.Outcome(await stage.AskAsync("nobody", "/uploads/pic.jpg")));
    }

    [Theory]
    [InlineData("/members/A.PHP")]
    [InlineData("/members/b.pHp")]
    [InlineData("/a.php5")]
    [InlineData("/a.phtml")]
    [InlineData("/a.phar")]
    [InlineData("/a.inc")]
    public async Task F45_Another_ending_neither_runs_nor_shows_its_source(string target)
    {
        await NotThereAsync(target);
    }

    [Fact]
    public async Task F45_An_ending_that_is_listed_runs()
    {
        stage.Area.Script("dump.php", "/listed.php5");
        var upstream = stage.Upstream();
        upstream["Htaccess"] = "Ignored";
        upstream["Scripts"] = new JsonArray(".php", ".php5");
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream);

        Assert.Equal("runs /listed.php5", PhpStage.Outcome(await gateway.NewBrowser().GetAsync("/listed.php5")));
    }

    [Fact]
    public async Task F46_A_line_feed_in_the_path_never_reaches_php()
    {
        foreach (var target in (string[])["/members/a.php%0a/b", "/index.php/PHP%0A.php?" + new string('Q', 4000)])
        {
            stage.Clear();
            Proof.ErrorPage(stage.Gateway, await stage.AskAsync("full", target), 400, "path_refused", target);
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [InlineData("/members/%E1%BA%9E.php.txt.php", "runs /members/ẞ.php.txt.php")]
    [InlineData("/members/%E1%BA%9E.php.txt.php/%C4%B0.php", "runs /members/ẞ.php.txt.php + /İ.php")]
    [InlineData("/x%C4%B0.php/y", "runs /xİ.php + /y")]
    public async Task F47_Names_whose_letters_change_length_are_split_where_they_should_be(string target, string outcome)
    {
        await MeetsAsync(target, outcome, outcome);
        var dump = PhpDump.Of(await stage.AskAsync("full", target));
        Assert.Equal(stage.Area.Root + dump.Text("SCRIPT_NAME"), dump.File);
    }

    [Theory]
    [InlineData("/members/../../etc/passwd", "400")]
    [InlineData("/..%2f..%2fetc/passwd.php", "400")]
    [InlineData("/public/secret.php", "404")]
    [InlineData("/public/passwd", "404")]
    [InlineData("/public/outside/passwd", "404")]
    [InlineData("/public/outside/secret.php/x", "404")]
    [InlineData("/public/outside/", "404")]
    public async Task F48_Nothing_outside_of_the_folder_is_reached(string target, string status)
    {
        await MeetsAsync(target, status, status);
    }

    [Theory]
    [InlineData("/public/full/x.php", "runs /public/full/x.php")]
    [InlineData("/public/full/pic.jpg", "file full picture")]
    [InlineData("/public/linked.php", "runs /public/linked.php")]
    public async Task F48_A_link_within_the_folder_opens_no_other_way_to_a_file(string target, string full)
    {
        await MeetsAsync(target, "DENY", full);
    }

    [Fact]
    public async Task F48_A_link_leads_where_the_site_allows_it()
    {
        using var outside = new PhpArea();
        outside.Text("/shared.txt", "shared");
        stage.Area.Link("/public/shared", outside.Root);
        var upstream = stage.Upstream();
        upstream["Htaccess"] = "Ignored";
        upstream["Links"] = new JsonArray(outside.Root);
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = upstream);

        Assert.Equal("file shared", PhpStage.Outcome(await gateway.NewBrowser().GetAsync("/public/shared/shared.txt")));
        Assert.Equal(404, (await gateway.NewBrowser().GetAsync("/public/passwd")).Status);
        File.Delete(stage.Area["/public/shared"]);
    }

    [Theory]
    [InlineData("/members/", "runs /members/index.php", "runs /members/index.php")]
    [InlineData("/members/html/", "file html index", "file html index")]
    [InlineData("/members/none/", "404", "404")]
    [InlineData("/members/denied/", "DENY", "runs /members/denied/index.php")]
    public async Task F49_The_rule_of_the_index_counts_too_and_no_folder_is_listed(string target, string trial, string full)
    {
        await MeetsAsync(target, trial, full);
    }

    [Theory]
    [InlineData("/.htaccess")]
    [InlineData("/.git/config")]
    [InlineData("/.env")]
    [InlineData("/members/.user.ini")]
    [InlineData("/members/a.php~")]
    [InlineData("/a.php.bak")]
    [InlineData("/composer.json")]
    public async Task F50_Dotfiles_sources_and_copies_are_never_sent(string target)
    {
        await NotThereAsync(target);
    }

    [Fact]
    public async Task F51_Rules_hold_for_files_as_for_scripts()
    {
        await MeetsAsync("/members/full/pic.jpg", "DENY", "file full picture");
        Proof.Login(stage.Gateway, await stage.AskAsync("nobody", "/members/full/pic.jpg"));
    }

    [Theory]
    [InlineData("-d+allow_url_include%3d1")]
    [InlineData("-s")]
    [InlineData("%ADd+allow_url_include%3d1+-d+auto_prepend_file%3dphp://input")]
    public async Task F52_A_query_is_a_query_and_no_argument(string query)
    {
        var dump = PhpDump.Of(await stage.AskAsync("nobody", "/index.php?" + query));

        Assert.Equal(query, dump["QUERY_STRING"]);
        Assert.Equal("/index.php?" + query, dump["REQUEST_URI"]);
        Assert.Equal(stage.Area["/index.php"], dump.File);
    }

    [Theory]
    [InlineData("Redirect-Status: 404", "REDIRECT_STATUS", "200")]
    [InlineData("PHP-Value: auto_prepend_file=/etc/passwd", "PHP_VALUE", null)]
    [InlineData("PHP_VALUE: auto_prepend_file=/etc/passwd", "PHP_VALUE", null)]
    [InlineData("PHP_ADMIN_VALUE: auto_prepend_file=/etc/passwd", "PHP_ADMIN_VALUE", null)]
    [InlineData("Php-Admin-Value: auto_prepend_file=/etc/passwd", "PHP_ADMIN_VALUE", null)]
    [InlineData("Script-Filename: /etc/passwd", "SCRIPT_FILENAME", "ROOT/members/x.php")]
    [InlineData("Document-Root: /etc", "DOCUMENT_ROOT", "ROOT")]
    [InlineData("Server-Name: evil.example", "SERVER_NAME", "a.example")]
    public async Task F53_A_header_is_no_variable_of_the_servers(string line, string variable, string? expected)
    {
        var answer = await stage.AskAsync("trial", "/members/x.php", line);

        var dump = PhpDump.Of(answer);
        Assert.Equal(expected?.Replace("ROOT", stage.Area.Root, StringComparison.Ordinal), dump[variable]);
        var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
        Assert.All(dump.Server.Where(one => one.Value == value), one => Assert.StartsWith("HTTP_", one.Key, StringComparison.Ordinal));
        Assert.StartsWith("{", answer.Text, StringComparison.Ordinal);   // nothing was prepended
    }

    private async Task MeetsAsync(string target, string trial, string full)
    {
        stage.Clear();

        Assert.Equal((target, trial), (target, PhpStage.Outcome(await stage.AskAsync("trial", target))));
        Assert.Equal((target, full), (target, PhpStage.Outcome(await stage.AskAsync("full", target))));
        stage.Gateway.AssertQuiet();
    }

    private async Task NotThereAsync(string target)
    {
        stage.Clear();

        var answer = await stage.AskAsync("full", target);

        Proof.ErrorPage(stage.Gateway, answer, 404, "no_such_file", target);
        Assert.DoesNotContain("source", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<?php", answer.Text, StringComparison.Ordinal);
        stage.Gateway.AssertQuiet();
    }
}
