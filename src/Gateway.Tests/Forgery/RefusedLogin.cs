using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>A login that must be refused, judged from outside: page, jar, the OP's ledger, log.</summary>
internal static class RefusedLogin
{
    /// <summary>A login at an OP that tells this lie, on a stage of its own.</summary>
    public static async Task OfAsync(string lie, int userInfoCalls = 0)
    {
        var told = Lies.Named(lie);
        await using var gateway = await GatewayHost.StartAsync();
        told.Tell(gateway.Nats);

        await AssertAsync(gateway, told.Reason, told.Status, userInfoCalls);
    }

    /// <summary>The login of a new browser ends on an error page and leaves nothing behind.</summary>
    public static async Task<Answer> AssertAsync(GatewayHost gateway, string reason, int status = 502, int userInfoCalls = 0)
    {
        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        gateway.Nats.Ledger.Clear();
        gateway.Log.Clear();

        var answer = await browser.GetAsync(callback.Url);

        Proof.ErrorPage(gateway, answer, status, reason);
        Assert.Null(browser.SessionCookie);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(userInfoCalls, gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo));
        AssertOneLine(gateway, reason);
        AssertNoSecret(gateway, answer, SecretsOf(gateway, browser, callback));
        return answer;
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
        foreach (var spelling in secrets.SelectMany(Spellings).Distinct())
        {
            Assert.DoesNotContain(spelling, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(spelling, StringComparison.Ordinal));
        }
    }

    // All that makes this login worth stealing: code, state, verifier, cookie, secret, and whatever long text the OP answered with.
    private static IEnumerable<string> SecretsOf(GatewayHost gateway, Browser browser, Callback callback)
    {
        var known = new List<string?> { callback.Code, callback.State, browser.BindingCookie, GatewayHost.ClientSecret };
        foreach (var call in gateway.Nats.Ledger.Calls.Where(call => call.Endpoint is NatsEndpoint.Token or NatsEndpoint.UserInfo))
        {
            known.Add(call.Authorization?.Split(' ')[^1]);
            known.Add(call.Form["code_verifier"]);
            foreach (var name in (string[])["access_token", "refresh_token", "id_token"])
                if (new Loose(Encoding.UTF8.GetBytes(call.Body ?? "")).Text(name) is { } token) known.AddRange([token, .. token.Split('.').Where(part => part.Length >= 20)]);
        }

        return known.OfType<string>().Where(secret => secret.Length >= 5);
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return [secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret), JsonEncodedText.Encode(secret).Value,
            Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)];
    }
}
