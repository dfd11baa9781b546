using Gateway.Commands;
using Gateway.Tests.Commands;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>What the unit file and the Dockerfile promise for the process, lived through by a real one (corpus H38; the files themselves: Deploy).</summary>
[Collection(RealTime.Name)]
public sealed class ConfinedProcessTests
{
    [Fact]
    public async Task H38_Nobodys_process_without_capabilities_a_writable_file_or_a_shell_signs_members_in()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5));
        await using var gateway = await stage.StartConfinedAsync();
        var alice = stage.BrowserAt(gateway);

        await alice.SignInAsync("alice");

        Assert.Equal(200, (await alice.GetAsync("/members/full/")).Status);
        var (status, mounts) = (await ReadAsync(gateway, "status"), await ReadAsync(gateway, "mounts"));
        Assert.Contains(status, line => line.Split('\t') is ["Uid:", GatewayProcess.Nobody, GatewayProcess.Nobody, GatewayProcess.Nobody, GatewayProcess.Nobody]);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains(mounts, line => line.Split(' ') is [_, "/", _, var options, ..] && options.Split(',').Contains("ro"));
        Assert.Contains(mounts, line => line.Split(' ') is [_, var over, ..] && over.EndsWith("/bash", StringComparison.Ordinal));
        Assert.Equal("", string.Join('\n', gateway.Lines.Where(line => line.Contains("warn:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal))));
        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task H38_Its_health_is_asked_by_the_program_itself_and_one_that_hangs_is_not_alive()
    {
        var port = FreePort.Take();
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["Operations"] = $"http://127.0.0.1:{port}");
        await using var gateway = await stage.StartAsync();

        var alive = await Said.ByAsync("health", "--config", gateway.FilePath);
        await gateway.SignalAsync("STOP");
        var stuck = await Said.ByAsync("health", "--config", gateway.FilePath);
        await gateway.SignalAsync("KILL");
        await gateway.EndedAsync();
        var gone = await Said.ByAsync("health", "--config", gateway.FilePath);

        Assert.Equal(new Said(ExitCodes.Good, $"http://127.0.0.1:{port}/health/live answers: alive.\n", ""), alive);
        Assert.Equal(new Said(ExitCodes.Fault, "", $"http://127.0.0.1:{port}/health/live does not answer within 2 s: Gateway is stuck.\n"), stuck);
        Assert.Equal(new Said(ExitCodes.Fault, "", $"http://127.0.0.1:{port}/health/live cannot be reached (ConnectionError): Gateway does not run, or with another configuration.\n"), gone);
    }

    private static Task<string[]> ReadAsync(GatewayProcess gateway, string file) => File.ReadAllLinesAsync($"/proc/{gateway.Id}/{file}", TestContext.Current.CancellationToken);
}
