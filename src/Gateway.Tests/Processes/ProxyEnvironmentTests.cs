using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A proxy that somebody left in the environment sees nothing of what Gateway says to the OP and to the upstream.</summary>
public sealed class ProxyEnvironmentTests
{
    private static readonly string[] Variables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A140_The_environments_proxies_are_not_asked(string scheme)
    {
        var port = FreePort.Take();
        var origin = $"http://127.0.0.1:{port}";
        var client = new NatsClient(GatewayHost.ClientId, GatewayHost.ClientSecret) { RedirectUris = [origin + GatewayHost.Vanity] };
        await using var trap = new Trap();
        await using var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [client] }, TimeProvider.System);
        await using var front = TlsFront.Before(new Uri(nats.Issuer), SomeCertificate.Named("good"));
        await using var area = await FakeMembersArea.StartAsync();
        var folder = Directory.CreateTempSubdirectory("gateway-proxy-");
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        using var gateway = Start(await WriteAsync(folder.FullName, nats, scheme == "https" ? front : null, area, port, limit.Token), trap);
        try
        {
            var said = "";
            while (!said.Contains("Gateway listens", StringComparison.Ordinal)) said += await gateway.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("It ended after saying: " + said);
            var page = await new Browser(new Uri(origin), nats, origin).SignInAsync("alice");
            using var obedient = new HttpClient(new SocketsHttpHandler { Proxy = new System.Net.WebProxy(trap.Address) });
            var before = trap.Visits;
            await Assert.ThrowsAsync<HttpRequestException>(() => obedient.GetAsync(scheme == "https" ? front.Address : nats.MetadataUrl, limit.Token));

            Assert.Equal("upstream:/members/", page.Text);
            Assert.Equal(1, nats.Ledger.Count(NatsEndpoint.Token));
            Assert.Equal(1, nats.Ledger.Count(NatsEndpoint.UserInfo));
            Assert.Equal(scheme == "https", front.Connections > 0);
            Assert.Equal(0, before);
            Assert.True(trap.Visits > 0, "whoever obeys comes by");
        }
        finally
        {
            gateway.Kill(entireProcessTree: true);
            await gateway.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> WriteAsync(string folder, SimulatedNats nats, TlsFront? front, FakeMembersArea area, int port, CancellationToken cancellationToken)
    {
        var configuration = Some.Configuration(nats.MetadataUrl, area.Address);
        if (front is not null) AskByTls(configuration["Sites"]!["a"]!["Provider"]!, nats, front, folder);
        configuration["Listen"] = new JsonArray($"http://127.0.0.1:{port}");
        configuration["Sites"]!["a"]!["Origins"] = new JsonArray($"http://127.0.0.1:{port}");
        var file = Path.Combine(folder, "gateway.json");
        await File.WriteAllTextAsync(file, configuration.ToJsonString(), cancellationToken);
        return file;
    }

    // All that Gateway itself asks of the OP.
    private static void AskByTls(JsonNode provider, SimulatedNats nats, TlsFront front, string folder)
    {
        var authorities = Path.Combine(folder, "authorities.pem");
        File.WriteAllText(authorities, SomeCertificate.AuthorityPem);
        string At(string path) => new Uri(front.Address, path).ToString();
        provider["CertificateAuthorities"] = authorities;
        provider["MetadataUrl"] = At(NatsEndpoint.MetadataPath);
        provider["Issuer"] = nats.Issuer;
        provider["Endpoints"] = new JsonObject { ["Token"] = At(NatsEndpoint.TokenPath), ["Jwks"] = At(NatsEndpoint.JwksPath), ["UserInfo"] = At(NatsEndpoint.UserInfoPath) };
    }

    private static Process Start(string file, Trap trap)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gateway.dll"), "serve", "--config", file]) { RedirectStandardOutput = true };
        foreach (var name in Variables) start.Environment[name] = trap.Address.ToString();
        start.Environment.Remove("NO_PROXY");
        start.Environment.Remove("no_proxy");
        return Process.Start(start)!;
    }
}
