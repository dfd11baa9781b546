using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Demo.Nats;
using Gateway.Tests.Commands;
using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Patterns and odd names in claim rules, through the whole product (corpus H19 to H21).</summary>
public sealed class ClaimPatternTests : IClassFixture<ClaimPatternTests.Stage>
{
    private readonly GatewayHost _gateway;

    public ClaimPatternTests(Stage stage)
    {
        _gateway = stage.Gateway;
        _gateway.Log.Clear();
    }

    [Fact]
    public async Task H19_A_claim_made_to_take_for_ever_is_denied_at_once_and_holds_nobody_up()
    {
        var hostile = await SignedInAsync("name", $"\"{new string('a', 50_000)}!\"");
        var other = await _gateway.SignedInAsync("alice");
        _gateway.Log.Clear();

        var asked = Enumerable.Range(0, 20).Select(_ => hostile.GetAsync("/members/hostile/a.php")).ToList();
        var beside = await other.GetAsync("/members/full/");
        var answers = await Task.WhenAll(asked);

        Assert.Equal(200, beside.Status);
        Assert.All(answers, answer => Assert.Equal((401, "upstream:/members/unauth.php"), (answer.Status, answer.Text)));
        Assert.Equal(20, _gateway.Log.All.Count(line => line.Text.Contains("(denied_by_rule, 401)", StringComparison.Ordinal)));
        Assert.Empty(_gateway.Log.Warnings);
    }

    [Theory]
    [InlineData("/members/dollar/", "\"0\"", true)]
    [InlineData("/members/dollar/", "\"0\\n\"", false)]
    [InlineData("/members/dollar/", "\"0\\nadmin\"", false)]
    [InlineData("/members/dot/", "\"0x\"", true)]
    [InlineData("/members/dot/", "\"0\\n\"", false)]
    [InlineData("/members/dots/", "\"0-admin\"", true)]
    [InlineData("/members/dots/", "\"0\\nadmin\"", false)]
    [InlineData("/members/free/", "\"10\"", true)]
    public async Task H20_A_line_break_is_met_by_neither_dot_nor_dollar_and_nothing_is_bound_silently(string path, string json, bool allowed)
    {
        var browser = await SignedInAsync("trial", json);

        Assert.Equal(allowed ? 200 : 401, (await browser.GetAsync(path + "a.php")).Status);
    }

    [Theory]
    [InlineData("/members/dots-in-name/", "https://x.example/role", "\"admin\"", true)]
    [InlineData("/members/dots-in-name/", "https://x.example/role", "\"user\"", false)]
    [InlineData("/members/nested/", "deep", """{"er":{"est":"1"}}""", true)]
    [InlineData("/members/nested/", "deep", """{"er":{"est":"2"}}""", false)]
    [InlineData("/members/nested/", "deep.er", """{"est":"1"}""", true)]
    [InlineData("/members/nested/", "deep.er.est", "\"1\"", true)]
    [InlineData("/members/quoted/", "note", "\"say \\\"yes\\\" to c:\\\\x\"", true)]
    [InlineData("/members/quoted/", "note", "\"say yes to c:\\\\x\"", false)]
    [InlineData("/members/single/", "note", "\"it is so\"", true)]
    public async Task H21_Names_with_dots_and_colons_and_values_with_blanks_and_quotes_mean_what_they_mean_to_Apache(string path, string name, string json, bool allowed)
    {
        var browser = await SignedInAsync(name, json);

        Assert.Equal(allowed ? 200 : 401, (await browser.GetAsync(path + "a.php")).Status);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check")]
    public async Task H21_A_pattern_that_is_none_stops_the_start_with_the_rule_in_its_line(string command)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", """{ "/": "all granted", "/m/": "claim level~(gold" }""").Read();

        var said = await Said.ByAsync(command, "--config", folder.File);

        Assert.Equal(ExitCodes.Fault, said.Code);
        Assert.Equal(
            $"{folder.File}:10: site \"example\": Paths['/m/']: \"claim level~(gold\" is refused: the regular expression (gold can not be read: Invalid pattern '(gold' at offset 5. Not enough )'s.\n  \"/m/\": \"claim level~(gold\"\n         ^\n", said.Errors);
    }

    private async Task<Browser> SignedInAsync(string name, string json)
    {
        _gateway.Nats.Members.Put(new NatsMember("dave", "member-1005", "member with an odd claim", new JsonObject { ["username"] = "dave", [name] = JsonNode.Parse(json) }));
        return await _gateway.SignedInAsync("dave");
    }

    public sealed class Stage : IAsyncLifetime
    {
        internal GatewayHost Gateway { get; private set; } = null!;   // set before the first test

        public async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(site =>
        {
            Some.PlainUserInfo(site);
            var paths = site["Paths"]!;
            paths["/members/hostile/"] = "claim name~(a+)+$";
            paths["/members/dollar/"] = "claim trial~^0$";
            paths["/members/dot/"] = "claim trial~^0.$";
            paths["/members/dots/"] = "claim trial~^0.*admin$";
            paths["/members/free/"] = "claim trial~0";
            paths["/members/dots-in-name/"] = "claim https://x.example/role:admin";
            paths["/members/nested/"] = "claim deep.er.est:1";
            paths["/members/quoted/"] = """claim "note:say \"yes\" to c:\\x" """;
            paths["/members/single/"] = "claim 'note:it is so'";
        }, nats: options => options with { Clients = [options.Clients[0] with { SignedUserInfo = false }] });

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
