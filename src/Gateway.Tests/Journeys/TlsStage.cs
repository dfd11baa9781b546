using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A Gateway that speaks TLS itself and listens on plain http too: site <c>a</c> with its certificate, and site <c>b</c>, of which the
/// OP knows nothing, with another one.
/// </summary>
internal sealed class TlsStage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-tls-").FullName;

    private TlsStage()
    {
        SerialOfA = TestCertificate.Write(_folder, "a", ["a.example", "www.a.example"]);
        SerialOfB = TestCertificate.Write(_folder, "b", ["b.example"]);
    }

    public GatewayHost Gateway { get; private set; } = null!;   // set before it is handed out

    public string Folder => _folder;

    public string SerialOfA { get; }

    public string SerialOfB { get; }

    public static async Task<TlsStage> StartAsync(Action<JsonObject>? site = null, Action<JsonObject>? file = null)
    {
        var stage = new TlsStage();
        stage.Gateway = await GatewayHost.StartAsync(
            one =>
            {
                one["Certificate"] = stage.Certificate("a");
                site?.Invoke(one);
            },
            json =>
            {
                json["Listen"] = new JsonArray("https://127.0.0.1:0", "http://127.0.0.1:0");
                AddSite(json, "b", "https://b.example", stage.Certificate("b"));
                file?.Invoke(json);
            });
        return stage;
    }

    /// <summary>A copy of site <c>a</c> for one origin, with a certificate of its own.</summary>
    public static void AddSite(JsonObject file, string name, string origin, JsonObject certificate)
    {
        var site = file["Sites"]!["a"]!.DeepClone().AsObject();
        site["Origins"] = new JsonArray(origin);
        site["Certificate"] = certificate;
        file["Sites"]![name] = site;
    }

    public JsonObject Certificate(string name) => new() { ["File"] = Path.Combine(_folder, name + ".pem"), ["Key"] = Path.Combine(_folder, name + ".key") };

    public TlsWire Wire(string? serverName = null) => new(Gateway.TlsPort, serverName);

    public Browser NewBrowser(TlsWire wire, string origin = GatewayHost.Origin) => new(Gateway.Address, Gateway.Nats, origin, wire);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
