using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A disk without a byte left under the logs (corpus I41): members notice nothing, and nothing is lost but lines.</summary>
[Collection(RealTime.Name)]
public sealed class FullDiskTests
{
    private const string Full = "/dev/full";
    private const int Requests = 50;

    [Fact]
    public async Task I41_A_full_access_log_costs_one_warning()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["AccessLog"] = Full);
        await using var gateway = await stage.StartAsync();

        await BrowseAsync(stage, gateway);

        var lost = await ProcessStage.OperationsOfAsync(gateway);
        await Eventually.TrueAsync(async () => await lost.MetricAsync("gateway_access_log_lines_lost_total") >= Requests, "every line is counted as lost");
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Single(gateway.Lines, line => line.Contains("cannot be written", StringComparison.Ordinal));
        Assert.Contains(gateway.Lines, line => line.Contains($"The access log {Full} cannot be written, and its lines are lost until it can (No space left on device", StringComparison.Ordinal));
    }

    [Fact]
    public async Task I41_A_full_log_costs_one_warning_and_no_line_of_the_access_log()
    {
        var log = "";
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, folder) => file["AccessLog"] = log = Path.Combine(folder, "access.log"));
        await using var gateway = await stage.StartOnFullDiskAsync(FreePort.Take());

        await BrowseAsync(stage, gateway);

        Assert.Equal(0, await gateway.StopAsync());
        Assert.Equal(["The output cannot be written, as on a full disk: lines of the log are lost until it can. The sites are served all the same."], gateway.Lines);
        Assert.Equal(Requests, (await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken)).Count(line => line.Contains("\"GET /members%2Ffull/ ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task I41_Both_full_stop_nothing()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["AccessLog"] = Full);
        await using var gateway = await stage.StartOnFullDiskAsync(FreePort.Take());

        await BrowseAsync(stage, gateway);

        Assert.Equal(0, await gateway.StopAsync());
        Assert.Single(gateway.Lines);
    }

    // Each of the requests is a line in both logs.
    private static async Task BrowseAsync(ProcessStage stage, GatewayProcess gateway)
    {
        var alice = stage.BrowserAt(gateway);
        await alice.SignInAsync("alice");
        for (var request = 0; request < Requests; request++) Assert.Equal(400, (await alice.GetAsync("/members%2Ffull/")).Status);
        Assert.Equal(200, (await alice.GetAsync("/members/full/")).Status);
    }
}
