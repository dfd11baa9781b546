using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>A login that must be refused, judged from outside: page, jar, the OP's ledger, log.</summary>
internal static partial class RefusedLogin
{
    /// <summary>A login at an OP that tells this lie, on a stage of its own.</summary>
    public static async Task OfAsync(string lie, int userInfoCalls = 0)
    {
        var told = Lies.Named(lie);
        await using var gateway = await GatewayHost.StartAsync(told.Site);
        told.Tell(gateway.Nats);

        await AssertAsync(gateway, told.Reason, told.Status, told.KeyReads, userInfoCalls);
    }

    /// <summary>The same on the stage that a class shares, where that is possible.</summary>
    public static async Task OfAsync(LoginStage stage, string lie)
    {
        var told = Lies.Named(lie);
        if (told.Site is not null || told.IsReadEarly)
        {
            await OfAsync(lie);
            return;
        }

        var gateway = stage.Fresh();
        if (told.KeyReads > 0) gateway.Clock.Advance(TimeSpan.FromSeconds(61));   // the lie before it may have had them read
        told.Tell(gateway.Nats);
        await AssertAsync(gateway, told.Reason, told.Status, told.KeyReads);
    }

    /// <summary>The login of a new browser ends on an error page and leaves nothing behind.</summary>
    public static Task<Answer> AssertAsync(GatewayHost gateway, string reason, int status = 502, int keyReads = 0, int userInfoCalls = 0) =>
        AssertAsync(gateway, gateway.NewBrowser(), reason, status, keyReads, userInfoCalls);

    public static async Task<Answer> AssertAsync(GatewayHost gateway, Browser browser, string reason, int status = 502, int keyReads = 0, int userInfoCalls = 0)
    {
        browser.Cookies.TryRemove("__Host-gateway", out _);
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        gateway.Nats.Ledger.Clear();
        gateway.Log.Clear();

        var answer = await browser.GetAsync(callback.Url);

        Proof.ErrorPage(gateway, answer, status, reason);
        Assert.Contains("href=\"/members/\"", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Header("Refresh"));
        Assert.Null(browser.SessionCookie);
        AssertCalls(gateway, keyReads, userInfoCalls);
        AssertOneLine(gateway, reason);
        AssertNoSecret(gateway, answer, SecretsOf(gateway, browser, callback));
        return answer;
    }

    // One redemption, what was said of keys and userinfo, and nothing else anywhere at the OP.
    private static void AssertCalls(GatewayHost gateway, int keyReads, int userInfoCalls)
    {
        var ledger = gateway.Nats.Ledger;
        Assert.Equal((1, keyReads, userInfoCalls), (ledger.Count(NatsEndpoint.Token), ledger.Count(NatsEndpoint.Jwks), ledger.Count(NatsEndpoint.UserInfo)));
        Assert.Equal(1 + keyReads + userInfoCalls, ledger.Calls.Count);
    }

    private static void AssertOneLine(GatewayHost gateway, string reason)
    {
        var line = Assert.Single(gateway.Log.All, line => line.Text.Contains($"({reason}, ", StringComparison.Ordinal));
        Assert.Contains("site=a", line.Text, StringComparison.Ordinal);
        Assert.All(gateway.Log.Warnings, warning => Assert.Equal(line, warning));
    }

    /// <summary>Nothing of these in page, headers or log, neither as it is nor in another spelling.</summary>
    private static void AssertNoSecret(GatewayHost gateway, Answer answer, IEnumerable<string> secrets)
    {
        var shown = answer.Text + string.Join('\n', answer.Headers.Where(header => header.Key != "Set-Cookie").SelectMany(header => header.Value));
        var told = string.Join('\n', gateway.Log.All.Select(line => line.Text));
        foreach (var spelling in secrets.SelectMany(Spellings).Distinct())
        {
            Assert.DoesNotContain(spelling, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(spelling, told, StringComparison.Ordinal);
        }
    }

    // All that makes this login worth stealing: code, state, verifier, cookie, secret, and every long word that the OP answered with.
    private static IEnumerable<string> SecretsOf(GatewayHost gateway, Browser browser, Callback callback)
    {
        var known = new List<string?> { callback.Code, callback.State, browser.BindingCookie, GatewayHost.ClientSecret };
        foreach (var call in gateway.Nats.Ledger.Calls.Where(call => call.Endpoint is NatsEndpoint.Token or NatsEndpoint.UserInfo))
        {
            known.Add(call.Authorization?.Split(' ')[^1]);
            known.Add(call.Form["code_verifier"]);
            known.AddRange(LongWords().Matches(call.Body ?? "").Select(word => word.Value));
        }

        return known.OfType<string>();
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret), JsonEncodedText.Encode(secret).Value,
            Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)];
    }

    [GeneratedRegex("[A-Za-z0-9_-]{16,}")]
    private static partial Regex LongWords();
}
