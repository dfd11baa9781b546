using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Members click on while the operator changes something: no request fails, nobody is signed out.</summary>
public sealed class ReloadUnderLoadTests
{
    private const int Members = 8;
    private const int Reloads = 8;

    [Theory]
    [InlineData("a rule")]
    [InlineData("the client secret")]
    [InlineData("the passphrases")]
    [InlineData("the upstream")]
    [InlineData("a site more")]
    public async Task No_request_fails_and_no_session_is_lost_while_it_changes(string what)
    {
        await using var other = await FakeMembersArea.StartAsync();
        await using var gateway = await GatewayHost.StartAsync();
        var members = new List<Browser>();
        for (var i = 0; i < Members; i++) members.Add(await gateway.SignedInAsync(i % 2 == 0 ? "alice" : "bob"));
        var gate = new Latch();
        foreach (var area in (FakeMembersArea[])[gateway.Area, other]) area.Streams["/members/slow"] = context => AnswerAsync(context, gate);
        var held = members.Select(member => member.GetAsync("/members/slow")).ToList();
        await gate.ArrivedAsync(Members, TestContext.Current.CancellationToken);

        var reloaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = members.Select((member, i) => ClickAsync(member, i, reloaded.Task)).ToList();
        for (var i = 0; i < Reloads; i++)
        {
            var attempt = await gateway.ReloadAsync(file: file => Change(file, what, i, i % 2 == 0 ? other : gateway.Area));
            Assert.Empty(attempt.Faults);
        }

        reloaded.SetResult();
        var answers = (await Task.WhenAll(load)).SelectMany(one => one).ToList();
        gate.Open();

        Assert.True(answers.Count >= Members);
        Assert.All(answers, answer => Assert.Equal("200 upstream:/members/a.php", $"{answer.Status} {answer.Text}"));
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal("200 whole", $"{answer.Status} {answer.Text}"));
        foreach (var member in members) Assert.Equal(200, (await member.GetAsync("/members/a.php")).Status);
        Assert.Equal(Members, gateway.Nats.Ledger.Count(NatsEndpoint.Token, "authorization_code"));
        Assert.All(gateway.Log.Warnings, line => Assert.Equal(typeof(SiteReload).FullName, line.Category));   // what the new file is warned of
    }

    private static void Change(JsonObject file, string what, int round, FakeMembersArea upstream)
    {
        var sites = file["Sites"]!.AsObject();
        var site = sites["a"]!.AsObject();
        switch (what)
        {
            case "a rule":
                site["Paths"]!["/members/"] = new JsonObject { ["Require"] = "valid-user", ["Unauthenticated"] = round % 2 == 0 ? "Login" : "401" };
                break;
            case "the client secret":
                site["Provider"]!["ClientSecret"] = "secret " + round;
                break;
            case "the passphrases":
                site["Passphrase"]!.AsArray().Insert(0, $"the passphrase of round {round}");
                break;
            case "the upstream":
                site["Upstream"] = upstream.Address.ToString();
                break;
            case "a site more" when round % 2 == 0:
                var more = site.DeepClone().AsObject();
                more["Origins"] = new JsonArray("https://more.example");
                sites["more"] = more;
                break;
            default:
                sites.Remove("more");
                break;
        }
    }

    // At least one click while each reload is under way, and one after the last.
    private static async Task<List<Answer>> ClickAsync(Browser member, int number, Task until)
    {
        var answers = new List<Answer>();
        do
        {
            answers.Add(await member.GetAsync("/members/a.php"));
        }
        while (!until.IsCompleted);
        answers.Add(await member.GetAsync("/members/a.php", ("X-Member", $"{number}")));
        return answers;
    }

    private static async Task AnswerAsync(HttpContext context, Latch gate)
    {
        await gate.PassAsync(context.RequestAborted);
        await context.Response.WriteAsync("whole", context.RequestAborted);
    }
}
