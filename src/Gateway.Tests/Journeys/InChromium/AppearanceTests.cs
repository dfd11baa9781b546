using Deque.AxeCore.Playwright;
using Gateway.Demo;
using Gateway.Tests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>
/// Every page that a member sees, judged by axe: light and dark, on a desk and on a phone. With GATEWAY_SCREENSHOTS naming a folder, each
/// page is photographed into it on the way.
/// </summary>
[Collection(ChromiumTests.Name)]
public sealed class AppearanceTests(DemoStage demo, SharedChromium chromium) : IClassFixture<DemoStage>
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS");

    private static readonly (ColorScheme Scheme, int Width, int Height)[] Looks = [(ColorScheme.Light, 1280, 800), (ColorScheme.Dark, 390, 844)];

    public static TheoryData<string> Stops => [.. PageTour.Stops.Keys];

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task Axe_finds_nothing_on(string stop)
    {
        demo.PutBack();
        await using var visitor = await demo.NewVisitorAsync();
        await PageTour.Stops[stop](demo, visitor);

        var found = await JudgeAsync(visitor.Page, stop);

        Assert.Empty(found);
    }

    [Fact]
    public async Task Axe_finds_nothing_when_neither_the_upstream_nor_NATS_is_there()
    {
        var port = FreePort.TakeThree();
        var nowhere = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        await using var gateway = await DemoGateway.StartAsync(port, new Uri(nowhere, "/.well-known/openid"), nowhere, CancellationToken.None, demo.LogHere);
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = $"http://localhost:{port}" });
        await using var visitor = new Visitor(context, await context.NewPageAsync());

        Assert.Equal(502, (await visitor.OpenAsync("/")).Status);
        Assert.Empty(await JudgeAsync(visitor.Page, "upstream-down"));

        Assert.Equal(503, (await visitor.OpenAsync("/members/")).Status);
        Assert.Empty(await JudgeAsync(visitor.Page, "sign-in-unavailable"));
    }

    [Fact]
    public async Task A_page_with_faults_is_found()
    {
        await using var visitor = await demo.NewVisitorAsync();
        await visitor.Page.SetContentAsync("<html lang='en'><title>Faulty</title><main><h1 style='width:2000px;color:#eee;background:#fff'>Hello</h1></main></html>");

        var found = await JudgeAsync(visitor.Page, "faulty");

        Assert.Equal(2, found.Count(fault => fault.Contains(": color-contrast: ", StringComparison.Ordinal)));
        Assert.Equal(2, found.Count(fault => fault.EndsWith(": wider than its window", StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<string>> JudgeAsync(IPage page, string stop)
    {
        List<string> found = [];
        foreach (var (scheme, width, height) in Looks)
        {
            var name = $"{stop}-{width}-{scheme}";
            await page.SetViewportSizeAsync(width, height);
            if (Screenshots is not null) await PhotographAsync(page, $"{stop}-{width}");
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
#pragma warning disable CS0618 // The newer way opens a tab of its own for each run, for the sake of frames; these pages have none.
            var result = await page.RunAxeLegacy();
#pragma warning restore CS0618
            found.AddRange(result.Violations.SelectMany(fault => fault.Nodes.Select(node => $"{name}: {fault.Id}: {node.Html}")));
            if (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")) found.Add($"{name}: wider than its window");
        }

        return found;
    }

    private static async Task PhotographAsync(IPage page, string name)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots!, $"{name}-{scheme}.png"), FullPage = true });
        }
    }
}
