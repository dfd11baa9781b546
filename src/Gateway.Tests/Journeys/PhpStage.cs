using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A FastCGI site over a real php-fpm, for a class of tests that move no time and change no setting: bob (trial) and alice (full) are signed
/// in. Every script says what it was told, see <see cref="PhpDump"/>.
/// </summary>
public class PhpStage : IAsyncLifetime
{
    private GatewayHost? _gateway;
    private PhpFpm? _php;

    internal PhpArea Area { get; } = new();

    internal GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The stage has not been set.");

    internal PhpFpm Php => _php ?? throw new InvalidOperationException("The stage has not been set.");

    internal Browser Full { get; private set; } = null!;   // set before any test

    internal Browser Trial { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Fill(Area);
        _php = await StartPhpAsync();
        _gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = Upstream();
            Change(site);
        }, nats: Nats);
        Full = await _gateway.SignedInAsync("alice");
        Trial = await _gateway.SignedInAsync("bob");
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_php is not null) await _php.DisposeAsync();
        Area.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The setting for this site, for a test that starts a Gateway of its own over it.</summary>
    internal JsonObject Upstream() => new()
    {
        ["FastCgi"] = Php.Address,
        ["Root"] = Area.Root,
        ["NoScripts"] = new JsonArray("/uploads/"),
    };

    /// <summary>A page load of this very target: by <c>trial</c>, <c>full</c>, or <c>nobody</c>.</summary>
    internal Task<Answer> AskAsync(string who, string target, params string[] lines) => SendAsync(who, $"GET {target} HTTP/1.1", ["Host: a.example", "Accept: text/html", .. lines]);

    internal Task<Answer> SendAsync(string who, string requestLine, IEnumerable<string> lines, string body = "") =>
        RawRequest.SendAsync(Gateway, requestLine, who == "nobody" ? lines : [.. lines, RefusalStage.CookieOf(who == "full" ? Full : Trial)], body);

    /// <summary>What became of it: LOGIN, DENY, or the status; of a script that ran, its name and path info; of a file, its text.</summary>
    internal static string Outcome(Answer answer) => answer.Status switch
    {
        302 when answer.Location!.AbsolutePath.EndsWith(NatsEndpoint.AuthorizePath, StringComparison.Ordinal) => "LOGIN",
        401 when answer.Text == "please upgrade" => "DENY",
        200 when answer.Header("X-Script") is not null => $"runs {PhpDump.Of(answer).Text("SCRIPT_NAME")}{Behind(PhpDump.Of(answer).Text("PATH_INFO"))}",
        200 => "file " + answer.Text,
        _ => answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Forgets what was logged and called.</summary>
    internal void Clear()
    {
        Gateway.Log.Clear();
        Gateway.Nats.Ledger.Clear();
    }

    private protected virtual void Fill(PhpArea area)
    {
        area.Script("dump.php", "/index.php", "/public/index.php", "/public/dump.php", "/members/index.php", "/members/x.php", "/members/a.php", "/members/account.php",
            "/members/full/x.php", "/members/full/a.php", "/uploads/shell.php");
        area.Script("unauth.php", "/members/unauth.php");
        area.Script("answer.php", "/members/answer.php");
        area.Script("large.php", "/members/large.php");
        area.Script("flush.php", "/members/flush.php");
        area.Text("/members/full/pic.jpg", "full picture");
        area.Text("/members/pic.jpg", "picture");
        area.Text("/uploads/pic.jpg", "uploaded picture");
    }

    private protected virtual Task<PhpFpm> StartPhpAsync() => PhpFpm.StartAsync();

    private protected virtual void Change(JsonObject site)
    {
    }

    private protected virtual SimulatedNatsOptions Nats(SimulatedNatsOptions options) => options;

    private static string Behind(string? pathInfo) => string.IsNullOrEmpty(pathInfo) ? "" : " + " + pathInfo;
}
