using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>What a gateway process stands before: an OP, an upstream, a folder for what it writes.</summary>
internal sealed partial class ProcessStage : IAsyncDisposable
{
    private readonly JsonObject _file;

    private ProcessStage(SimulatedNats nats, FakeMembersArea area) => (Nats, Area, _file) = (nats, area, Some.Configuration(nats.MetadataUrl, area.Address));

    public SimulatedNats Nats { get; }

    public FakeMembersArea Area { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("gateway-process-").FullName;

    public static async Task<ProcessStage> SetAsync(TimeSpan tokenLifetime, Action<JsonObject, string>? file = null)
    {
        var options = new SimulatedNatsOptions
        {
            AccessTokenLifetime = tokenLifetime,
            Clients = [new NatsClient(GatewayHost.ClientId, GatewayHost.ClientSecret) { RedirectUris = [GatewayHost.Origin + GatewayHost.Vanity], PostLogoutOrigins = [GatewayHost.Origin] }],
        };
        var stage = new ProcessStage(await SimulatedNats.StartAsync(options, TimeProvider.System), await FakeMembersArea.StartAsync());
        file?.Invoke(stage._file, stage.Folder);
        return stage;
    }

    public Task<GatewayProcess> StartAsync(params (string Name, string Value)[] environment) => GatewayProcess.StartAsync(_file, environment);

    public GatewayProcess Begin() => GatewayProcess.Begin(_file);

    public Task<GatewayProcess> StartBoundByModesAsync() => GatewayProcess.StartBoundByModesAsync(_file);

    public Task<GatewayProcess> StartConfinedAsync() => GatewayProcess.StartConfinedAsync(_file);

    public Task<GatewayProcess> StartOnFullDiskAsync(int port)
    {
        _file["Listen"] = new JsonArray($"http://127.0.0.1:{port}");
        return GatewayProcess.StartOnFullDiskAsync(_file, new Uri($"http://127.0.0.1:{port}"));
    }

    public Browser BrowserAt(GatewayProcess gateway) => new(gateway.Address, Nats, GatewayHost.Origin);

    /// <summary>Health and metrics, once it has said where.</summary>
    public static async Task<OperationsClient> OperationsOfAsync(GatewayProcess gateway)
    {
        await gateway.SaysAsync("Health and metrics: ");
        return new OperationsClient(new Uri(Operations().Match(string.Join('\n', gateway.Lines)).Groups[1].Value));
    }

    public async ValueTask DisposeAsync()
    {
        await Nats.DisposeAsync();
        await Area.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    [GeneratedRegex("Health and metrics: (http://\\S+)")]
    private static partial Regex Operations();
}
