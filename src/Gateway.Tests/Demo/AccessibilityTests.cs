using Deque.AxeCore.Playwright;
using Gateway.Demo.Area;
using Gateway.Demo.Nats;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Demo;

/// <summary>Every page of the demo in a real Chromium, light and dark, judged by axe.</summary>
public sealed class AccessibilityTests
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_on_any_page(ColorScheme scheme)
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.AutoLogin = null;
        await using var area = await SampleMembersArea.StartAsync(0, stage.Nats.SwitchesUrl);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new()
        {
            ColorScheme = scheme,
            ExtraHTTPHeaders = new Dictionary<string, string> { ["Remote-User"] = "bob", ["OIDC-CLAIM-trial"] = "1", ["OIDC-access-token"] = "token" },
        });
        var request = Parameters.Write(LaxClient.AuthorizationRequest().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)));
        string[] addresses =
        [
            $"{stage.Nats.Issuer}{NatsEndpoint.AuthorizePath}?{request}",
            $"{stage.Nats.Issuer}{NatsEndpoint.AuthorizePath}?client_id=unknown",
            $"{stage.Nats.Issuer}{NatsEndpoint.EndSessionPath}",
            $"{stage.Nats.SwitchesUrl}?applied",
            .. new[] { "/", "/members/", "/members/full/", "/members/unauth.php", "/members/headers.php", "/missing" }
                .Select(path => new Uri(area.Address, path).ToString()),
        ];

        List<string> found = [];
        foreach (var address in addresses)
        {
            await page.GotoAsync(address);
            var result = await page.RunAxe();
            found.AddRange(result.Violations.SelectMany(fault => fault.Nodes.Select(node => $"{address}: {fault.Id}: {node.Html}")));
        }

        Assert.Empty(found);
    }
}
