using System.Diagnostics;
using System.Globalization;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>An OP that takes every token call and answers none, before a real Gateway with many members.</summary>
[Collection(RealTime.Name)]
public sealed class SlowProviderTests
{
    private const int Members = 300;
    private const int Visitors = 40;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(20);

    // What a busy machine adds to a limit.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task I23_OP_that_answers_nothing_piles_up_neither_threads_nor_connections_and_keeps_nobody_longer_than_the_limits()
    {
        await using var stage = await ProcessStage.SetAsync(Life);
        await using var gateway = await stage.StartAsync();
        var callbacks = await ManyAsync(Visitors, async () =>
        {
            var browser = stage.BrowserAt(gateway);
            return (Browser: browser, Url: await browser.ReachCallbackAsync("bob"));
        });
        var members = await ManyAsync(Members, async () =>
        {
            var browser = stage.BrowserAt(gateway);
            await browser.SignInAsync("alice");
            return browser;
        });
        await RefreshNodes.PassAsync(Life / 2);
        var held = stage.Nats.Switches.Token.Hold();
        var threads = ThreadsOf(gateway);

        // In the window nobody waits, however often he clicks.
        for (var clicks = 0; clicks < 3; clicks++) Assert.All(await ClickAsync(members), page => Assert.Equal(200, page.Answer.Status));
        await held.ArrivedAsync(ProviderPipeline.MostConnections, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        var logins = callbacks.Select(callback => TimedAsync(callback.Browser, callback.Url)).ToList();
        await RefreshNodes.PassAsync(Life / 2);
        Assert.Equal(ProviderPipeline.MostConnections, held.Arrivals);

        // The tokens have ended: a page waits two seconds at most, and is shown.
        var late = await ClickAsync(members);
        Assert.All(late, page => Assert.Equal((200, true), (page.Answer.Status, page.Time < TimeSpan.FromSeconds(2) + Slack)));
        foreach (var login in logins)
        {
            var (answer, time) = await login;
            Assert.Equal(502, answer.Status);
            Assert.InRange(time, ProviderPipeline.LoginLimit - TimeSpan.FromSeconds(1), ProviderPipeline.LoginLimit + Slack);
        }

        Assert.InRange(ThreadsOf(gateway), 1, threads + 64);   // far fewer than those who wait

        stage.Nats.Switches.Token.Heal();
        held.Open();
        foreach (var member in members[^3..])
            await Eventually.TrueAsync(async () => await SeesNoOutageAsync(stage, member), "a refresh after all");
    }

    private static async Task<T[]> ManyAsync<T>(int count, Func<Task<T>> make)
    {
        var made = new List<T>();
        foreach (var some in Enumerable.Range(0, count).Chunk(10)) made.AddRange(await Task.WhenAll(some.Select(_ => make())));
        return [.. made];
    }

    private static Task<(Answer Answer, TimeSpan Time)[]> ClickAsync(Browser[] members) =>
        Task.WhenAll(members.Select(member => TimedAsync(member, "/members/")));

    private static async Task<(Answer Answer, TimeSpan Time)> TimedAsync(Browser browser, string target)
    {
        var clock = Stopwatch.StartNew();
        return (await browser.GetAsync(target), clock.Elapsed);
    }

    private static async Task<bool> SeesNoOutageAsync(ProcessStage stage, Browser member)
    {
        var page = $"/members/full/{Guid.NewGuid():N}.php";
        return (await member.GetAsync(page)).Status == 200 && stage.Area.Last(page)["OIDC_gateway_degraded"] is null;
    }

    private static int ThreadsOf(GatewayProcess gateway)
    {
        var line = File.ReadLines($"/proc/{gateway.Id}/status").Single(line => line.StartsWith("Threads:", StringComparison.Ordinal));
        return int.Parse(line["Threads:".Length..], CultureInfo.InvariantCulture);
    }
}
