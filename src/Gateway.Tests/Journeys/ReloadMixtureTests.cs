using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Two configurations alternate under load: no request is decided by one and answered by the other, and no login is (corpus H13).</summary>
public sealed class ReloadMixtureTests
{
    private const int Clickers = 8;
    private const int Reloads = 12;
    private const string Other = "https://www.a.example";
    private const string Page = "/members/full/a.php";
    private const string Refusal = "401 upstream:/members/unauth.php";   // of the strict upstream alone

    [Theory]
    [InlineData("the rule goes", null)]
    [InlineData("the rule asks for another claim", "claim status:1")]
    public async Task H13_No_request_is_allowed_by_one_configuration_and_forwarded_by_the_other(string what, string? lax)
    {
        await using var other = await FakeMembersArea.StartAsync();
        other.Answers[Page] = context => context.Response.WriteAsync("of the lax upstream");
        await using var gateway = await GatewayHost.StartAsync(services: HeldStore.Use);
        var members = new List<Browser>();
        for (var i = 0; i < Clickers; i++) members.Add(await gateway.SignedInAsync(i % 4 == 0 ? "alice" : "bob"));
        var ended = new TaskCompletionSource();
        var load = members.Select(member => ClickAsync(member, ended.Task)).ToList();

        for (var i = 0; i < Reloads; i++)
        {
            var latch = i < Reloads / 2 ? HeldStore.Of(gateway).Finds = new Latch() : null;
            if (latch is not null) await latch.ArrivedAsync(Clickers, TestContext.Current.CancellationToken);   // all of them, between their configuration and their decision
            var isLax = i % 2 == 0;
            var attempt = await gateway.ReloadAsync(site =>
            {
                site["Upstream"] = (isLax ? other : gateway.Area).Address.ToString();
                if (isLax && lax is null) site["Paths"]!.AsObject().Remove("/members/full/");
                else site["Paths"]!["/members/full/"] = isLax ? lax : "claim trial:0";
            });
            Assert.True(attempt.IsApplied, what);
            HeldStore.Of(gateway).Finds = null;
            latch?.Open();
            Assert.Equal(isLax ? "200 of the lax upstream" : Refusal, await AnswerAsync(members[1]));
        }

        ended.SetResult();
        var answers = await Task.WhenAll(load);

        for (var i = 0; i < Clickers; i++)
        {
            string[] legal = i % 4 == 0 ? [$"200 upstream:{Page}", "200 of the lax upstream"] : [Refusal, "200 of the lax upstream"];
            Assert.Superset(answers[i].ToHashSet(), legal.ToHashSet());
            Assert.True(answers[i].Count >= Reloads / 2, $"{answers[i].Count} clicks");
        }

        Assert.All(gateway.Area.Requests.Where(request => request.Target == Page), request => Assert.Equal("alice", request["REMOTE_USER"]));
        Assert.All(other.Requests, request => Assert.Equal(Page, request.Target));
        Assert.All(gateway.Log.Warnings, line => Assert.Equal(typeof(SiteReload).FullName, line.Category));   // a path is opened
    }

    [Fact]
    public async Task H13_Logins_at_an_origin_that_comes_and_goes_end_well_or_are_refused_and_those_under_way_end_with_what_they_began_with()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var ended = new TaskCompletionSource();
        var load = Enumerable.Range(0, 4).Select(number => LogInAsync(gateway, number, ended.Task)).ToList();

        for (var i = 0; i < 6; i++)
        {
            var isThere = i % 2 != 0;
            var early = isThere ? null : gateway.NewBrowser(Other);
            var callback = early is null ? null : await early.ReachCallbackAsync("alice", $"/members/early-{i}.php");

            var attempt = await gateway.ReloadAsync(site => site["Origins"] = isThere ? new JsonArray(GatewayHost.Origin, Other) : new JsonArray(GatewayHost.Origin));
            Assert.True(attempt.IsApplied);

            Assert.Equal(isThere ? 302 : 421, (await gateway.NewBrowser(Other).GetAsync("/members/")).Status);
            if (early is null) continue;
            var answer = await early.GetAsync(callback!);
            Assert.Equal((302, $"{Other}/members/early-{i}.php"), (answer.Status, answer.Header("Location")));
            Assert.Equal(421, (await early.FollowAsync(answer)).Status);   // the next request is another one
        }

        ended.SetResult();
        var ends = (await Task.WhenAll(load)).SelectMany(one => one).ToList();
        Assert.Contains("signed in", ends);
        Assert.Equal(3 + ends.Count(end => end == "signed in"), gateway.Nats.Ledger.Count(NatsEndpoint.Token, "authorization_code"));
        Assert.All(gateway.Nats.Ledger.Of(NatsEndpoint.Token), call => Assert.StartsWith(Other, call.Form["redirect_uri"], StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    private static async Task<List<string>> ClickAsync(Browser member, Task until)
    {
        var answers = new List<string>();
        while (!until.IsCompleted) answers.Add(await AnswerAsync(member));
        return answers;
    }

    private static async Task<string> AnswerAsync(Browser member)
    {
        var answer = await member.GetAsync(Page);
        return $"{answer.Status} {answer.Text}";
    }

    // Each login in a browser of its own, to a page of its own; how it ended.
    private static async Task<List<string>> LogInAsync(GatewayHost gateway, int number, Task until)
    {
        var ends = new List<string>();
        while (!until.IsCompleted)
        {
            var page = $"/members/{number}-{ends.Count}.php";
            var browser = gateway.NewBrowser(Other);
            var start = await browser.GetAsync(page);
            ends.Add(start.Status == 421 ? "refused" : await EndAsync(browser, start, page));
        }

        return ends;
    }

    private static async Task<string> EndAsync(Browser browser, Answer start, string page)
    {
        Assert.Equal(302, start.Status);
        var answer = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));
        Assert.Equal((302, Other + page), (answer.Status, answer.Header("Location")));
        var shown = await browser.FollowAsync(answer);
        if (shown.Status != 421) Assert.Equal((200, "upstream:" + page), (shown.Status, shown.Text));
        return "signed in";
    }
}
