using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>
/// A page judged by axe, light and dark, on a desk and on a phone. With GATEWAY_SCREENSHOTS naming a folder, it is photographed into it on
/// the way.
/// </summary>
internal static class Appearance
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS");

    private static readonly (ColorScheme Scheme, int Width, int Height)[] Looks = [(ColorScheme.Light, 1280, 800), (ColorScheme.Dark, 390, 844)];

    public static async Task<IReadOnlyList<string>> JudgeAsync(IPage page, string stop)
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
