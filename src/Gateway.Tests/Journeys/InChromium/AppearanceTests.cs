using Gateway.Demo;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>Every page that a member sees, judged by axe: light and dark, on a desk and on a phone.</summary>
[Collection(ChromiumTests.Name)]
public sealed class AppearanceTests(DemoStage demo, SharedChromium chromium) : IClassFixture<DemoStage>
{
    public static TheoryData<string> Stops => [.. PageTour.Stops.Keys];

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task Axe_finds_nothing_on(string stop)
    {
        demo.PutBack();
        await using var visitor = await demo.NewVisitorAsync();
        await PageTour.Stops[stop](demo, visitor);

        var found = await Appearance.JudgeAsync(visitor.Page, stop);

        Assert.Empty(found);
    }

    [Fact]
    public async Task Axe_finds_nothing_when_neither_the_upstream_nor_NATS_is_there()
    {
        var port = FreePort.TakeThree();
        var nowhere = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await using var gateway = await DemoGateway.StartAsync(port, new Uri(nowhere, "/.well-known/openid"), nowhere, CancellationToken.None, demo.LogHere);
        var context = await chromium.NewContextAsync(new() { BaseURL = $"http://localhost:{port}" });
        await using var visitor = new Visitor(context, await context.NewPageAsync());

        Assert.Equal(502, (await visitor.OpenAsync("/")).Status);
        Assert.Empty(await Appearance.JudgeAsync(visitor.Page, "upstream-down"));

        Assert.Equal(503, (await visitor.OpenAsync("/members/")).Status);
        Assert.Empty(await Appearance.JudgeAsync(visitor.Page, "sign-in-unavailable"));
    }

    [Fact]
    public async Task Axe_finds_nothing_when_the_upstream_keeps_silent()
    {
        await using var area = await FakeMembersArea.StartAsync();
        var (arrived, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        area.Streams["/"] = async _ =>
        {
            arrived.TrySetResult();
            await never.Task;
        };
        var clock = new WatchedClock(TimeProvider.System.GetUtcNow());
        var port = FreePort.TakeThree();
        await using var gateway = await DemoGateway.StartAsync(port, demo.Nats.MetadataUrl, area.Address, CancellationToken.None, services =>
        {
            demo.LogHere(services);
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        });
        var context = await chromium.NewContextAsync(new() { BaseURL = $"http://localhost:{port}" });
        await using var visitor = new Visitor(context, await context.NewPageAsync());

        var opening = visitor.OpenAsync("/");
        await arrived.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(504, (await opening).Status);
        Assert.Empty(await Appearance.JudgeAsync(visitor.Page, "upstream-silent"));
        never.SetResult();
    }

    [Fact]
    public async Task A_page_with_faults_is_found()
    {
        await using var visitor = await demo.NewVisitorAsync();
        await visitor.Page.SetContentAsync("<html lang='en'><title>Faulty</title><main><h1 style='width:2000px;color:#eee;background:#fff'>Hello</h1></main></html>");

        var found = await Appearance.JudgeAsync(visitor.Page, "faulty");

        Assert.Equal(2, found.Count(fault => fault.Contains(": color-contrast: ", StringComparison.Ordinal)));
        Assert.Equal(2, found.Count(fault => fault.EndsWith(": wider than its window", StringComparison.Ordinal)));
    }
}
