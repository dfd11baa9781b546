using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A Gateway before each kind of PHP, started when a test first asks for it: for tests that move no time and change no setting. Bob (trial)
/// and alice (full) are signed in; every script says what it was told, see <see cref="PhpDump"/>.
/// </summary>
public sealed class UpstreamStages : IAsyncLifetime
{
    private readonly ConcurrentDictionary<PhpKind, Lazy<Task<UpstreamStage>>> _stages = new();

    public ValueTask InitializeAsync() => default;

    internal Task<UpstreamStage> OfAsync(PhpKind kind) => _stages.GetOrAdd(kind, wanted => new Lazy<Task<UpstreamStage>>(() => UpstreamStage.StartAsync(wanted))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var stage in _stages.Values) await (await stage.Value).DisposeAsync();
    }
}

internal sealed class UpstreamStage : IAsyncDisposable
{
    private readonly string _certificate;

    private UpstreamStage(PhpUpstream php, GatewayHost gateway, string certificate) => (Php, Gateway, _certificate) = (php, gateway, certificate);

    public PhpUpstream Php { get; }

    public GatewayHost Gateway { get; }

    public Browser Full { get; private init; } = null!;   // set by who starts it

    public Browser Trial { get; private init; } = null!;

    public static async Task<UpstreamStage> StartAsync(PhpKind kind)
    {
        var area = new PhpArea();
        area.Script("dump.php", "/index.php", "/public/dump.php", "/shop/index.php", "/members/x.php", "/members/full/x.php", "/members/upload.php");
        area.Script("unauth.php", "/members/unauth.php");
        area.Script("flush.php", "/members/flush.php");
        area.Text("/folder/index.html", "index of the folder");
        var php = await PhpUpstream.StartAsync(kind, area);
        var folder = Directory.CreateTempSubdirectory("gateway-tls-").FullName;
        TestCertificate.Write(folder, "a", ["a.example"]);
        var gateway = await php.StartGatewayAsync(
            site =>
            {
                site["Certificate"] = new JsonObject { ["File"] = Path.Combine(folder, "a.pem"), ["Key"] = Path.Combine(folder, "a.key") };
                Some.PlainUserInfo(site);
                site["Origins"]!.AsArray().Add("http://plain.example:8080");
                site["TrustedProxies"] = new JsonArray("127.0.0.1");
                site["Paths"]!["/shop/"] = new JsonObject { ["Require"] = "all granted", ["Identity"] = "IfSignedIn" };
            },
            nats: options => options with { Clients = [options.Clients[0] with { SignedUserInfo = false }] },
            file: json => json["Listen"] = new JsonArray("http://127.0.0.1:0", "https://127.0.0.1:0"));
        return new UpstreamStage(php, gateway, folder) { Full = await gateway.SignedInAsync("alice"), Trial = await gateway.SignedInAsync("bob") };
    }

    /// <summary>What a page was told that was opened by <c>trial</c>, <c>full</c> or <c>nobody</c> with these header lines.</summary>
    public async Task<PhpDump> DumpAsync(string who, string target, params IEnumerable<string> lines) => PhpDump.Of(await AskAsync(who, target, lines));

    public Task<Answer> AskAsync(string who, string target, params IEnumerable<string> lines) => RawRequest.SendAsync(
        Gateway, $"GET {target} HTTP/1.1", ["Host: a.example", "Accept: text/html", .. lines, .. who == "nobody" ? [] : (string[])[RefusalStage.CookieOf(who == "full" ? Full : Trial)]]);

    /// <summary>A member with these claims, signed in.</summary>
    public async Task<Browser> SignedInAsync(params (string Name, JsonNode? Value)[] claims)
    {
        var json = new JsonObject { ["username"] = "dave" };
        foreach (var (name, value) in claims) json[name] = value?.DeepClone();
        Gateway.Nats.Members.Put(new NatsMember("dave", "member-1005", "member with odd claims", json));
        return await Gateway.SignedInAsync("dave");
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Php.DisposeAsync();
        Php.Area.Dispose();
        Directory.Delete(_certificate, recursive: true);
    }
}
