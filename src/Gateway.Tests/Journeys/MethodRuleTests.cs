using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Rules that bind some methods, and rules that say how a visitor is answered (corpus H24, H25).</summary>
public sealed class MethodRuleTests(MethodRuleTests.Stage stage) : IClassFixture<MethodRuleTests.Stage>
{
    private const string Vip = "/members/vip/a.php";

    public sealed class Stage : RefusalStage
    {
        private protected override void Change(JsonObject site)
        {
            var paths = site["Paths"]!;
            paths["/members/vip/"] = new JsonObject { ["Require"] = "claim trial:0", ["Methods"] = new JsonArray("GET", "HEAD") };
            foreach (var answer in new[] { "401", "407", "410", "Login" })
                paths[$"/members/{answer}/"] = new JsonObject { ["Require"] = "valid-user", ["Unauthenticated"] = answer };
        }
    }

    [Theory]
    [InlineData("401", 401)]
    [InlineData("407", 407)]
    [InlineData("410", 410)]
    public async Task H24_A_visitor_gets_the_status_that_the_rule_names_as_page_and_as_script(string rule, int status)
    {
        stage.Clear();

        var page = await stage.AskAsync("nobody", $"/members/{rule}/");
        var script = await stage.AskAsync("nobody", $"/members/{rule}/", "X-Requested-With: XMLHttpRequest");
        var member = await stage.AskAsync("trial", $"/members/{rule}/");

        Assert.Equal((status, "text/html; charset=utf-8"), (page.Status, page.Header("Content-Type")));
        Assert.Equal((status, "application/json"), (script.Status, script.Header("Content-Type")));
        Assert.Equal("login_required", script.Json.GetProperty("error").GetString());
        Assert.Equal(200, member.Status);
        foreach (var answer in new[] { page, script })
        {
            RefusalStage.AssertOwnAnswer(answer, rule);
            Assert.Empty(answer.SetCookies);
            Assert.Null(answer.Location);
        }

        Assert.Single(stage.Gateway.Area.Requests);
        Assert.Empty(stage.Gateway.Nats.Ledger.Calls);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("X-Requested-With: XMLHttpRequest")]
    [InlineData("Sec-Fetch-Mode: cors")]
    [InlineData("X-Any: page")]
    public async Task H24_Login_sends_scripts_to_the_login_too(string line)
    {
        stage.Clear();

        var answer = await stage.AskAsync("nobody", "/members/Login/", line);

        Assert.Equal("LOGIN", RefusalStage.Outcome(answer));
        Assert.Empty(stage.Gateway.Area.Requests);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task H25_The_methods_that_the_rule_names_need_the_claim(string method)
    {
        stage.Clear();

        var trial = await AskAsync("trial", method);
        var nobody = await AskAsync("nobody", method);
        stage.Clear();
        var full = await AskAsync("full", method);

        Assert.Equal(401, trial.Status);
        Assert.Equal("LOGIN", RefusalStage.Outcome(nobody));
        Assert.Equal(200, full.Status);
        Assert.Equal((method, Vip), (stage.Gateway.Area.Requests.Single().Method, stage.Gateway.Area.Requests.Single().Target));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task H25_Other_methods_keep_the_outer_rule_and_are_never_open(string method)
    {
        stage.Clear();

        var trial = await AskAsync("trial", method);
        var nobody = await AskAsync("nobody", method);

        Assert.Equal(200, trial.Status);
        Assert.Equal(method == "OPTIONS" ? "401 login_required" : "LOGIN", RefusalStage.Outcome(nobody));
        Assert.Equal((method, Vip), (stage.Gateway.Area.Requests.Single().Method, stage.Gateway.Area.Requests.Single().Target));
        stage.Gateway.AssertQuiet();
    }

    // The rule for GET does not bind "get", and our way upstream would write GET: so it goes nowhere.
    [Theory]
    [InlineData("get")]
    [InlineData("Get")]
    [InlineData("head")]
    public async Task H25_A_method_in_another_spelling_keeps_the_outer_rule_and_never_becomes_the_bound_one(string method)
    {
        stage.Clear();

        var nobody = await AskAsync("nobody", method);
        var trial = await AskAsync("trial", method);
        var full = await AskAsync("full", method);

        Assert.Equal("LOGIN", RefusalStage.Outcome(nobody));
        Assert.Equal(405, trial.Status);
        Assert.Equal(405, full.Status);
        RefusalStage.AssertOwnAnswer(trial, method);
        Assert.Empty(stage.Gateway.Area.Requests);
        stage.Gateway.AssertQuiet();
    }

    private Task<Answer> AskAsync(string who, string method) =>
        stage.SendAsync(who, $"{method} {Vip} HTTP/1.1", ["Host: a.example", "Accept: text/html", .. (string[])(method is "POST" or "DELETE" or "PROPFIND" ? ["Content-Length: 0"] : [])]);
}
