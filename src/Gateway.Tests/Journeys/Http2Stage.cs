using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Journeys;

/// <summary>An <see cref="UpstreamsStage"/> that speaks TLS, and HTTP/2 over it, itself.</summary>
public class Http2Stage : UpstreamsStage, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-h2-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    // Members sign in over plain http, as behind a balancer.
    private protected override Task<GatewayHost> StartAsync(Action<JsonObject> site, Action<IServiceCollection> services)
    {
        TestCertificate.Write(_folder, "a", ["a.example", "www.a.example"]);
        return GatewayHost.StartAsync(
            one =>
            {
                one["Certificate"] = new JsonObject { ["File"] = Path.Combine(_folder, "a.pem"), ["Key"] = Path.Combine(_folder, "a.key") };
                site(one);
            },
            file =>
            {
                file["Listen"] = new JsonArray("https://127.0.0.1:0", "http://127.0.0.1:0");
                file["TrustedProxies"] = new JsonArray("127.0.0.1");
            },
            services);
    }
}
