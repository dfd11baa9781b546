using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// One Gateway for a class of tests that move no time and change no setting, with a trial member (bob) and a full one (alice) signed in, and
/// the words of the corpus for what happens to a request.
/// </summary>
public class RefusalStage : IAsyncLifetime
{
    /// <summary>What bob must never see.</summary>
    private const string Prize = "/members/full/";

    private GatewayHost? _gateway;

    internal GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The stage has not been set.");

    /// <summary>What the session store was asked.</summary>
    internal AskedStore Store { get; private set; } = null!;   // set before any test, as the members are

    internal Browser Full { get; private set; } = null!;

    internal Browser Trial { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync(Change, services: TakeOut.Store(inner => Store = new AskedStore(inner)));
        Full = await _gateway.SignedInAsync("alice");
        Trial = await _gateway.SignedInAsync("bob");
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual void Change(JsonObject site)
    {
    }

    /// <summary>The header line that makes a raw request this browser's.</summary>
    internal static string CookieOf(Browser browser) => "Cookie: __Host-gateway=" + browser.SessionCookie;

    /// <summary>A page load of this very target: by <c>trial</c>, <c>full</c>, or <c>nobody</c>.</summary>
    internal Task<Answer> AskAsync(string who, string target, params string[] lines) => SendAsync(who, $"GET {target} HTTP/1.1", ["Host: a.example", "Accept: text/html", .. lines]);

    internal Task<Answer> SendAsync(string who, string requestLine, IEnumerable<string> lines, string body = "") =>
        RawRequest.SendAsync(Gateway, requestLine, who == "nobody" ? lines : [.. lines, CookieOf(who == "full" ? Full : Trial)], body);

    /// <summary>What became of it, in the words of the corpus, or the status.</summary>
    internal static string Outcome(Answer answer) => answer.Status switch
    {
        200 => "200",
        302 when answer.Location!.AbsolutePath.EndsWith(NatsEndpoint.AuthorizePath, StringComparison.Ordinal) => "LOGIN",
        401 when answer.Text == "upstream:/members/unauth.php" => "DENY",
        401 when answer.Header("Content-Type") == "application/json" => "401 " + answer.Json.GetProperty("error").GetString(),
        _ => answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The headers of every answer that Gateway makes itself, and nothing that says too much.</summary>
    internal static void AssertOwnAnswer(Answer answer, string input)
    {
        Assert.True(answer.Header("Cache-Control") == "no-store", $"{input}: Cache-Control");
        Assert.True(answer.Header("X-Content-Type-Options") == "nosniff", $"{input}: X-Content-Type-Options");
        Assert.True(answer.Header("X-Frame-Options") == "DENY", $"{input}: X-Frame-Options");
        Assert.True(answer.Header("Server") is null && !answer.Text.Contains("   at ", StringComparison.Ordinal), $"{input}: says too much");
    }

    /// <summary>Forgets what the upstream received, what was logged, and what OP and store were asked.</summary>
    internal void Clear()
    {
        Gateway.Area.Requests.Clear();
        Gateway.Log.Clear();
        Gateway.Nats.Ledger.Clear();
        Store.Verbs.Clear();
    }

    /// <summary>Upstream, OP and store were asked for nothing.</summary>
    internal void AssertUntouched(string input)
    {
        Assert.True(Gateway.Area.Requests.IsEmpty, $"{input} reached the upstream");
        AssertOpAndStoreUntouched(input);
    }

    /// <summary>OP and store were asked for nothing.</summary>
    internal void AssertOpAndStoreUntouched(string input)
    {
        Assert.True(Gateway.Nats.Ledger.Calls.Count == 0, $"{input} reached the OP");
        Assert.True(Store.Verbs.IsEmpty, $"{input} reached the store: {string.Join(", ", Store.Verbs)}");
    }

    /// <summary>The upstream was asked for nothing that any reading could take for the full members' folder.</summary>
    internal void AssertPrizeUntouched(string input) =>
        Assert.DoesNotContain(Gateway.Area.Requests, request => Reads(request.Target, input));

    private static bool Reads(string target, string input)
    {
        var path = target.Split('?')[0];
        for (var i = 0; i < 3; i++) path = Uri.UnescapeDataString(path);
        var segments = path.Replace('\\', '/').ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => segment.TrimEnd('.', ' '));
        var reads = ("/" + string.Join('/', segments) + "/").Contains(Prize, StringComparison.Ordinal);
        Assert.False(reads, $"{input} reached the upstream as {target}");
        return reads;
    }
}
