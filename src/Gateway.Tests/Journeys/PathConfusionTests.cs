using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>One path, one meaning (corpus F.1), on the wire: whatever a path may mean to anybody, a trial member never gets the full members' folder.</summary>
public sealed class PathConfusionTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    private const string Prize = "/members/full/a.php";

    [Theory]
    [InlineData("/members//full/a.php")]
    [InlineData("//members/full/a.php")]
    [InlineData("/members/full//a.php")]
    public async Task F01_Slashes_are_merged_before_the_rule_and_for_the_upstream(string target)
    {
        await JudgedAsPrizeAsync(target);
    }

    [Theory]
    [InlineData("/members/./full/a.php")]
    [InlineData("/members/x/../full/a.php")]
    [InlineData("/public/../members/full/a.php")]
    [InlineData("/members/%2e/full/a.php")]
    [InlineData("/members/x/%2e%2e/full/a.php")]
    public async Task F02_Dot_segments_are_resolved_before_the_rule_and_for_the_upstream(string target)
    {
        await JudgedAsPrizeAsync(target);
    }

    [Theory]
    [InlineData("F02", "/%2E%2E/members/full/a.php")]
    [InlineData("F02", "/../members/full/a.php")]
    [InlineData("F04", "/members/full%2Fa.php")]
    [InlineData("F04", "/members%2ffull/a.php")]
    [InlineData("F04", "/public/%2e%2e%2fmembers/full/a.php")]
    [InlineData("F05", "/members/full%5Ca.php")]
    [InlineData("F05", "/members\\full\\a.php")]
    [InlineData("F05", "/public/..%5cmembers/full/a.php")]
    [InlineData("F07", "/public/..;/members/full/a.php")]
    [InlineData("F07", "/members/.;/full/a.php")]
    [InlineData("F12", "/members/%c0%aefull")]
    [InlineData("F12", "/members%c0%affull/a.php")]
    [InlineData("F12", "/members%e0%80%affull/a.php")]
    [InlineData("F12", "/members/%ff")]
    [InlineData("F12", "/members/%ed%a0%80")]
    [InlineData("F13", "/members/%0A")]
    [InlineData("F13", "/members/%7F")]
    [InlineData("F14", "/members/%252e%252e/full/a.php")]
    [InlineData("F14", "/members/full%252fa.php")]
    [InlineData("F14", "/public/%25%32%65%25%32%65/members/full/")]
    [InlineData("F14", "/members/full%255ca.php")]
    [InlineData("F14", "/members/full/a.php%2500.jpg")]
    [InlineData("F15", "/members/full/%")]
    [InlineData("F15", "/members/%4")]
    [InlineData("F15", "/members/%zz")]
    [InlineData("F15", "/members/%u002e%u002e/full")]
    [InlineData("F20", "/members/full/a.php#/public")]
    [InlineData("F20", "/public#/members/full/a.php")]
    public async Task F02_F04_F05_F07_F12_F13_F14_F15_F20_A_path_with_two_meanings_gets_the_error_page(string row, string target)
    {
        foreach (var who in new[] { "trial", "full", "nobody" })
        {
            stage.Clear();
            var input = $"{row} {target} by {who}";

            var answer = await stage.AskAsync(who, target);

            Assert.True(answer.Status == 400, $"{input}: {answer.Status}");
            RefusalStage.AssertOwnAnswer(answer, input);
            Assert.True(answer.Text.Contains("This address cannot be opened", StringComparison.Ordinal), input);
            stage.AssertUntouched(input);
        }
    }

    [Theory]
    [InlineData("F18", "members/full/a.php")]
    [InlineData("F18", "@evil.example/")]
    [InlineData("F18", ":80/x")]
    [InlineData("F18", "?x")]
    public async Task F18_What_is_no_target_is_refused(string row, string target)
    {
        foreach (var who in new[] { "trial", "nobody" })
        {
            stage.Clear();
            var input = $"{row} {target} by {who}";

            var answer = await stage.AskAsync(who, target);

            Assert.True(answer.Status == 400, $"{input}: {answer.Status}");
            stage.AssertUntouched(input);
        }
    }

    [Theory]
    [InlineData("OPTIONS *")]
    [InlineData("GET *")]
    public async Task F18_The_whole_server_is_no_target(string start)
    {
        stage.Clear();

        var answer = await stage.SendAsync("trial", start + " HTTP/1.1", ["Host: a.example"]);

        Assert.Contains(answer.Status, new[] { 400, 405 });
        stage.AssertUntouched(start);
    }

    [Theory]
    [InlineData("/members/full;x/a.php", "/members/full;x/a.php")]
    [InlineData("/members;/full/a.php", "/members;/full/a.php")]
    public async Task F07_A_semicolon_is_part_of_the_name_for_rule_and_upstream(string target, string expected)
    {
        stage.Clear();
        stage.Gateway.Area.Answers[expected] = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };

        var answer = await stage.AskAsync("trial", target);

        Assert.Equal(404, answer.Status);
        Assert.Equal(expected, Assert.Single(stage.Gateway.Area.Requests).Target);
        stage.AssertPrizeUntouched(target);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("F07", "/members/full/a.php;.css")]
    [InlineData("F08", "/members/full./a.php")]
    [InlineData("F08", "/members/full%20/a.php")]
    [InlineData("F08", "/members/full/a.php.")]
    [InlineData("F08", "/members/full/a.php%20")]
    [InlineData("F08", "/members/full/a.php::$DATA")]
    [InlineData("F09", "/Members/Full/A.php")]
    [InlineData("F09", "/MEMBERS/full/a.php")]
    [InlineData("F11", "/member%C5%BF/full/a.php")]
    [InlineData("F11", "/members/%EF%BD%86ull/")]
    [InlineData("F21", "/members/full/a.php?/public/x.css")]
    [InlineData("F22", "/members/full/a.php%3F.css")]
    [InlineData("F22", "/members/full/a.php%3Fx=/public")]
    [InlineData("F24", "/members/full")]
    public async Task F07_F08_F09_F11_F21_F22_F24_Trial_member_is_denied_and_a_visitor_goes_to_login(string row, string target)
    {
        stage.Clear();

        var trial = await stage.AskAsync("trial", target);
        var nobody = await stage.AskAsync("nobody", target);

        Assert.True(RefusalStage.Outcome(trial) == "DENY", $"{row} {target}: {trial.Status}");
        Assert.True(RefusalStage.Outcome(nobody) == "LOGIN", $"{row} {target}: {nobody.Status}");
        RefusalStage.AssertOwnAnswer(trial, target);
        RefusalStage.AssertOwnAnswer(nobody, target);
        stage.AssertPrizeUntouched(target);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("F10", "/members/UNAUTH.PHP")]
    [InlineData("F10", "/members/Unauth.php")]
    [InlineData("F09", "/MEMBERS/")]
    [InlineData("F11", "/member%C5%BF/x")]
    [InlineData("F11", "/%E2%84%AA/../members/x")]
    public async Task F09_F10_F11_Rules_that_relax_match_byte_for_byte_and_others_in_any_spelling(string row, string target)
    {
        stage.Clear();

        var answer = await stage.AskAsync("nobody", target);

        Assert.True(RefusalStage.Outcome(answer) == "LOGIN", $"{row} {target}: {answer.Status}");
        Assert.Empty(stage.Gateway.Area.Requests);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("F11", "/members/Foo%E2%84%A2.jpg", "/members/Foo%E2%84%A2.jpg")]
    [InlineData("F14", "/members/100%25.php", "/members/100%25.php")]
    [InlineData("F23", "/members/fullx/", "/members/fullx/")]
    [InlineData("F23", "/members/full.bak", "/members/full.bak")]
    public async Task F11_F14_F23_An_ordinary_file_of_members_is_served_to_a_trial_member_and_to_nobody_else(string row, string target, string upstream)
    {
        stage.Clear();

        var trial = await stage.AskAsync("trial", target);
        var nobody = await stage.AskAsync("nobody", target);

        Assert.True(trial.Status == 200, $"{row} {target}: {trial.Status}");
        Assert.Equal("LOGIN", RefusalStage.Outcome(nobody));
        Assert.Equal(upstream, Assert.Single(stage.Gateway.Area.Requests).Target);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("F21", "/public/?/../members/full/a.php")]
    [InlineData("F23", "/membersonly/")]
    public async Task F21_F23_A_public_page_stays_public_and_keeps_its_query(string row, string target)
    {
        stage.Clear();

        var answer = await stage.AskAsync("nobody", target);

        Assert.True(answer.Text == "upstream:" + target, $"{row} {target}: {answer.Status} {answer.Text}");
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F11_The_kelvin_sign_is_judged_as_a_k()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Paths"]!["/kelvin/"] = "valid-user");

        var answer = await RawRequest.GetAsync(gateway, "/%E2%84%AAelvin/", "Accept: text/html");

        Assert.Equal("LOGIN", RefusalStage.Outcome(answer));
        Assert.Empty(gateway.Area.Requests);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task F12_Old_file_names_pass_byte_for_byte_where_the_site_says_so_and_overlong_forms_never()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["PathEncoding"] = "Latin1");

        var old = await RawRequest.GetAsync(gateway, "/caf%E9.jpg", "Accept: text/html");
        foreach (var overlong in new[] { "/members/%c0%aefull", "/members%c0%affull/a.php", "/members%e0%80%affull/a.php" })
            Assert.Equal(400, (await RawRequest.GetAsync(gateway, overlong, "Accept: text/html")).Status);

        Assert.Equal("upstream:/caf%E9.jpg", old.Text);
        Assert.Single(gateway.Area.Requests);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task F16_An_absolute_target_counts_for_the_host_of_the_request_only()
    {
        AskedStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(file: file => Some.SiteBeside(file), services: TakeOut.Store(inner => store = new AskedStore(inner)));
        var cookie = RefusalStage.CookieOf(await gateway.SignedInAsync("bob"));
        VanityStage.Forget(gateway);

        var same = await RawRequest.GetAsync(gateway, "https://a.example" + Prize, cookie, "Accept: text/html");
        store!.Verbs.Clear();
        var otherHosts = new[] { "b.example", "evil.example" };
        var misdirected = await Task.WhenAll(otherHosts.Select(host => RawRequest.SendAsync(gateway, $"GET https://a.example{Prize} HTTP/1.1", ["Host: " + host, cookie])));
        var otherTarget = await RawRequest.GetAsync(gateway, "http://b.example/members/", cookie);

        Assert.Equal("DENY", RefusalStage.Outcome(same));
        Assert.All([.. misdirected, otherTarget], answer => Assert.Equal(400, answer.Status));
        Assert.Empty(store.Verbs);
        Assert.Equal("/members/unauth.php", Assert.Single(gateway.Area.Requests).Target);
        Assert.DoesNotContain(gateway.Nats.Ledger.Calls, call => call.Endpoint != NatsEndpoint.UserInfo);   // a denial asks once more
        gateway.AssertQuiet();
    }

    private async Task JudgedAsPrizeAsync(string target)
    {
        stage.Clear();

        var trial = await stage.AskAsync("trial", target);
        var nobody = await stage.AskAsync("nobody", target);
        stage.AssertPrizeUntouched(target);
        var full = await stage.AskAsync("full", target);

        Assert.True(RefusalStage.Outcome(trial) == "DENY", $"{target}: {trial.Status}");
        Assert.True(RefusalStage.Outcome(nobody) == "LOGIN", $"{target}: {nobody.Status}");
        Assert.Equal("upstream:" + Prize, full.Text);
        Assert.Equal(Prize, stage.Gateway.Area.Requests.Last().Target);
        stage.Gateway.AssertQuiet();
    }
}
