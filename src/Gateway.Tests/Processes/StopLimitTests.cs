using System.Diagnostics;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>How long a stop may last, in real time: notice to a balancer that does not ask again, and half a minute for what is under way (corpus I43).</summary>
public sealed class StopLimitTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LateEnd = TimeSpan.FromSeconds(37);   // some seconds before the limit: the machine may be busy
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45.9);   // 46, as timers keep it
    private static readonly TimeSpan KilledAfter = TimeSpan.FromSeconds(60);   // by what had started it, as in deploy/

    [Fact]
    public async Task I43_Streams_have_half_a_minute_after_the_longest_notice_and_only_then_are_they_cut()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, folder) => file["AccessLog"] = Path.Combine(folder, "access.log"));
        Stopwatch? clock = null;
        stage.Area.Streams["/late"] = async context =>
        {
            while (clock is null || clock.Elapsed < LateEnd) await WriteAsync(context, ".");
            await WriteAsync(context, "end");
        };
        stage.Area.Streams["/endless"] = async context =>
        {
            while (true) await WriteAsync(context, ".");
        };
        await using var gateway = await stage.StartAsync();
        await using var late = await BeginAsync(gateway, "/late");
        await using var endless = await BeginAsync(gateway, "/endless");
        var operations = await ProcessStage.OperationsOfAsync(gateway);
        await Eventually.TrueAsync(async () => (await operations.AskAsync("/health/ready")).Status == 200, "it is ready");

        clock = Stopwatch.StartNew();
        await gateway.SignalAsync("TERM");
        var cut = CutAsync(endless, clock);
        var whole = await late.ReadToEndAsync();
        var cutAfter = await cut;
        var code = await gateway.EndedAsync();
        var endedAfter = clock.Elapsed;

        Assert.True(code == 0, $"{code}: {string.Join('\n', gateway.Lines)}");
        Assert.EndsWith("3\r\nend\r\n0\r\n\r\n", whole, StringComparison.Ordinal);
        Assert.False(endless.Text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal), "nothing says that the endless one is whole");
        Assert.True(cutAfter >= Limit, $"cut after {cutAfter}");
        Assert.True(endedAfter < KilledAfter, $"ended after {endedAfter}");
        Assert.DoesNotContain(gateway.Lines, line => line.Contains("fail:", StringComparison.Ordinal));
        var log = await File.ReadAllTextAsync(Path.Combine(stage.Folder, "access.log"), TestContext.Current.CancellationToken);
        Assert.All((string[])["/late", "/endless"], target => Assert.Contains($"\"GET {target} HTTP/1.1\" 200 ", log, StringComparison.Ordinal));
    }

    private static async Task WriteAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Pace, TimeProvider.System, context.RequestAborted);
    }

    private static async Task<Wire> BeginAsync(GatewayProcess gateway, string target)
    {
        var wire = await Wire.OpenAsync(gateway.Address);
        await wire.WriteAsync($"GET {target} HTTP/1.1\r\nHost: a.example\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await wire.ReadUntilAsync("\r\n1\r\n.\r\n"), StringComparison.Ordinal);
        return wire;
    }

    private static async Task<TimeSpan> CutAsync(Wire wire, Stopwatch clock)
    {
        await wire.ReadToEndAsync();
        return clock.Elapsed;
    }
}
