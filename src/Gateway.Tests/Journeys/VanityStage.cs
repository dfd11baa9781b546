using System.Text.RegularExpressions;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>One Gateway for the tests of a class that change no setting and move no time, and what its own answers must be.</summary>
public sealed partial class VanityStage : IAsyncLifetime
{
    public const string Vanity = GatewayHost.Vanity;

    internal GatewayHost Gateway { get; private set; } = null!;   // set before the first test

    public async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    /// <summary>The Gateway with nothing written down of the tests before, and nothing of theirs to come.</summary>
    internal async Task<GatewayHost> FreshAsync()
    {
        Gateway.Nats.Switches.Reset();
        await RevokedAsync(Gateway);
        Forget(Gateway);
        return Gateway;
    }

    internal static void Forget(GatewayHost gateway)
    {
        gateway.Nats.Ledger.Clear();
        gateway.Log.Clear();
        gateway.Area.Requests.Clear();
    }

    /// <summary>The access token that PHP has for this browser: what a page writes into its refresh link.</summary>
    internal static async Task<string> TokenOfAsync(GatewayHost gateway, Browser browser)
    {
        var page = await browser.GetAsync("/members/token.php");
        Assert.Equal(200, page.Status);
        return gateway.Area.Last("/members/token.php")["OIDC_access_token"]!;
    }

    /// <summary>Until every revocation that has been begun, behind the browser's back, is over.</summary>
    internal static Task RevokedAsync(GatewayHost gateway) =>
        gateway.Services.GetRequiredService<Revocations>().StopAsync(TestContext.Current.CancellationToken);

    /// <summary>The headers of every answer that Gateway makes itself.</summary>
    internal static void AssertOwn(Answer answer)
    {
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(answer.Header("Server"));
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>An error page of this status whose reference number finds the one log line with the reason.</summary>
    internal static void AssertRefused(GatewayHost gateway, Answer answer, int status, string reason, string? input = null)
    {
        Assert.True(answer.Status == status, $"{input}: {answer.Status} instead of {status}: {answer.Text}");
        AssertOwn(answer);
        Assert.Null(answer.Header("Location"));
        Assert.Empty(answer.SetCookies);
        var reference = ReferenceOf(answer);
        var line = Assert.Single(gateway.Log.All, line => line.Text.Contains(reference, StringComparison.Ordinal));
        Assert.True(line.Text.Contains($"({reason}, {status})", StringComparison.Ordinal), $"{input}: {line.Text}");
    }

    /// <summary>Still signed in, by the cookie as it was.</summary>
    internal static async Task AssertSignedInAsync(Browser browser, string? input = null)
    {
        var page = await browser.GetAsync("/members/still.php");
        Assert.True(page.Status == 200, $"{input}: the session is gone ({page.Status})");
    }

    /// <summary>The session is dead, also for somebody who kept its cookie: he is sent to the OP.</summary>
    internal static async Task AssertDeadAsync(GatewayHost gateway, string cookie, string? input = null)
    {
        var page = await gateway.NewBrowser().GetAsync("/members/still.php", ("Cookie", "__Host-gateway=" + cookie));
        Assert.True(page.Status == 302, $"{input}: the old cookie still opens the door ({page.Status})");
        Proof.Login(gateway, page, input);
    }

    internal static string ReferenceOf(Answer answer)
    {
        var match = Reference().Match(answer.Text);
        Assert.True(match.Success, "no reference number: " + answer.Text);
        return match.Groups[1].Value;
    }

    [GeneratedRegex("(?:<code>|Reference: |\"reference\":\")([2-9A-Z]{10})")]
    private static partial Regex Reference();
}
