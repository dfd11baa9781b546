using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>A Gateway that speaks TLS at <c>localhost</c>, which the OP at <c>127.0.0.1</c> is a foreign site to, with visitors in a real Chromium.</summary>
internal sealed class TlsDemoStage(SharedChromium chromium) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-chromium-").FullName;
    private readonly string _origin = $"https://localhost:{FreePort.Take()}";

    public GatewayHost Gateway { get; private set; } = null!;   // set as it starts

    public string Origin => _origin;

    public static async Task<TlsDemoStage> StartAsync(SharedChromium chromium, Action<JsonObject> change, Action<IServiceCollection>? services = null)
    {
        var stage = new TlsDemoStage(chromium);
        TestCertificate.Write(stage._folder, "a", ["localhost"]);
        stage.Gateway = await GatewayHost.StartAsync(
            site =>
            {
                site["Origins"] = new JsonArray(stage._origin);
                site["Certificate"] = new JsonObject { ["File"] = $"{stage._folder}/a.pem", ["Key"] = $"{stage._folder}/a.key" };
                change(site);
            },
            file => file["Listen"] = new JsonArray(stage._origin.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)),
            services,
            options => options with { Clients = [.. options.Clients.Select(client => client with { RedirectUris = [stage._origin + GatewayHost.Vanity], PostLogoutOrigins = [stage._origin] })] },
            now: TimeProvider.System.GetUtcNow());
        return stage;
    }

    public async Task<Visitor> NewVisitorAsync()
    {
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions { BaseURL = _origin, IgnoreHTTPSErrors = true });
        return new Visitor(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
