using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>The signal that <c>systemctl reload</c> sends.</summary>
public sealed class ReloadProcessTests
{
    [Fact]
    public async Task Hangup_reloads_a_good_file_keeps_on_over_a_faulty_one_and_fails_no_request()
    {
        await using var area = await FakeMembersArea.StartAsync();
        var port = FreePort.Take();
        await using var gateway = await GatewayProcess.StartAsync(Configuration(port, area, "all granted"));
        using var stop = new CancellationTokenSource();
        var load = AskAsync(port, stop.Token);

        await File.WriteAllTextAsync(gateway.FilePath, Configuration(port, area, "all denied").ToJsonString(), TestContext.Current.CancellationToken);
        await gateway.SignalAsync("HUP");
        await gateway.SaysAsync("was reloaded: generation 2, sites: 1.");
        Assert.Equal(403, await StatusAsync(port, "/new/"));
        var moved = Configuration(port, area, "all denied");
        var away = $"http://127.0.0.1:{FreePort.Take()}/";
        moved["Sites"]!["a"]!["Upstream"] = new JsonObject { ["/"] = area.Address.ToString(), ["/away/"] = away };
        await File.WriteAllTextAsync(gateway.FilePath, moved.ToJsonString(), TestContext.Current.CancellationToken);
        await gateway.SignalAsync("HUP");
        await gateway.SaysAsync($"The upstream {away} does not answer; its pages get 502 until it does.");
        Assert.DoesNotContain(gateway.Lines, line => line.Contains($"The upstream {area.Address} does not answer", StringComparison.Ordinal));
        await File.WriteAllTextAsync(gateway.FilePath, "{", TestContext.Current.CancellationToken);
        await gateway.SignalAsync("HUP");
        await gateway.SaysAsync($"The reload was refused; generation 3 stays in force. {gateway.FilePath}:1: no JSON from column 2 on:");
        Assert.Equal(403, await StatusAsync(port, "/new/"));
        await stop.CancelAsync();

        Assert.All(await load, status => Assert.Equal(200, status));
        Assert.Equal(0, await gateway.StopAsync());
    }

    private static async Task<List<int>> AskAsync(int port, CancellationToken until)
    {
        var statuses = new List<int>();
        while (!until.IsCancellationRequested) statuses.Add(await StatusAsync(port, "/"));
        return statuses;
    }

    private static async Task<int> StatusAsync(int port, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private static JsonObject Configuration(int port, FakeMembersArea area, string rule)
    {
        var json = Some.Configuration(new Uri("http://127.0.0.1:9/metadata"), area.Address);
        json["Listen"]![0] = $"http://127.0.0.1:{port}";
        json["Sites"]!["a"]!["Origins"] = new JsonArray($"http://127.0.0.1:{port}");
        json["Sites"]!["a"]!["Paths"]!["/new/"] = rule;
        return json;
    }
}
