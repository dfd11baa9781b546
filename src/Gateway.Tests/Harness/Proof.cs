using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>What every answer and every refusal that Gateway makes itself must be.</summary>
internal static partial class Proof
{
    /// <summary>The headers of an answer of ours: not stored, not sniffed, not framed, no address passed on, no version told.</summary>
    public static void Own(Answer answer)
    {
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Null(answer.Header("Server"));
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>An error page, whose reference number finds the one log line that has the reason.</summary>
    public static void ErrorPage(GatewayHost gateway, Answer answer, int status, string reason, string? input = null)
    {
        Assert.True(answer.Status == status, $"{input}: {answer.Status} instead of {status}: {answer.Text}");
        Own(answer);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        var reference = ReferenceNumber().Match(answer.Text).Groups[1].Value;
        var line = Assert.Single(gateway.Log.All, line => reference.Length > 0 && line.Text.Contains(reference, StringComparison.Ordinal));
        Assert.True(line.Text.Contains($"({reason}, {status})", StringComparison.Ordinal), $"{input}: {line.Text}");
    }

    /// <summary>A redirect to the authorization endpoint that leaves the session cookie alone.</summary>
    public static void Login(GatewayHost gateway, Answer answer, string? input = null) => Login(gateway.Nats.Issuer + NatsEndpoint.AuthorizePath, answer, input);

    /// <summary>The same, to another OP's.</summary>
    public static void Login(string endpoint, Answer answer, string? input = null)
    {
        Assert.True(answer.Status == 302, $"{input}: {answer.Status} instead of 302: {answer.Text}");
        Assert.StartsWith(endpoint + "?", answer.Header("Location"), StringComparison.Ordinal);
        Own(answer);
        Assert.DoesNotContain(answer.SetCookies, line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
    }

    /// <summary>The token endpoint was never asked, and the browser has no session.</summary>
    public static void NoCallNoSession(GatewayHost gateway, Browser browser, string? input = null)
    {
        Assert.True(gateway.Nats.Ledger.Count(NatsEndpoint.Token) == 0, $"{input}: the token endpoint was called");
        Assert.True(gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo) == 0, $"{input}: userinfo was called");
        Assert.True(browser.SessionCookie is null, $"{input}: there is a session cookie");
    }

    /// <summary>What the page says, without its reference number.</summary>
    public static string TextWithoutReference(Answer answer) => ReferenceNumber().Replace(answer.Text, "");

    /// <summary>The query of a redirect to the OP, decoded.</summary>
    public static Parameters AuthorizationRequest(Answer start) => Parameters.Parse(start.Location!.Query);

    [GeneratedRegex("<code>([2-9A-Z]{10})</code>")]
    private static partial Regex ReferenceNumber();
}
