using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>An access token in an address goes no further than to us.</summary>
public sealed class AddressOfTokenTests
{
    private const string Vanity = GatewayHost.Vanity;

    [Fact]
    public async Task E30_A_token_in_the_vanity_URL_is_masked_in_every_log_and_goes_nowhere()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-access-").FullName;
        var file = Path.Combine(folder, "access.log");
        var gateway = await GatewayHost.StartAsync(file: json => json["AccessLog"] = file);
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var refreshed = await browser.GetAsync($"{Vanity}?refresh=/members/back.php&access_token={token}");
        var refused = await browser.GetAsync($"{Vanity}?refresh=//evil.example&access_token={token}");
        foreach (var spelling in (string[])[$"//members/./vanity.php?access_token={token}", $"/members/%76anity.php?x={token}", $"{Vanity}?{token}", $"/members%2Fvanity.php?access_token={token}"])
            await browser.GetAsync(spelling);
        await browser.GetAsync($"/Members/Vanity.php?access_token={token}");   // not ours by its letter case, and yet a token
        await browser.GetAsync("/members/back.php?page=2", ("Referer", $"https://a.example{Vanity}?refresh=/&access_token={token}"));
        var metrics = await gateway.Operations.AskAsync("/metrics");
        await gateway.DisposeAsync();
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);

        Assert.DoesNotContain(lines, line => line.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(token, metrics.Text, StringComparison.Ordinal);
        Assert.Single(lines, line => line.Contains($"\"GET {Vanity}?refresh=***&access_token=*** HTTP/1.1\" 302 -", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("\"GET /members/back.php?page=2 HTTP/1.1\" 200 ", StringComparison.Ordinal) && line.Contains($"\"https://a.example{Vanity}?***\"", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Area.Requests, request => request.Target.StartsWith(Vanity, StringComparison.Ordinal));
        Assert.All([refreshed, refused], answer => Assert.Equal("no-referrer", answer.Header("Referrer-Policy")));
        Assert.Equal("/members/back.php", refreshed.Header("Location"));
    }
}
