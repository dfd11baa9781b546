using System.Diagnostics;
using Gateway.Benchmarks.Measures;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>The quick form of <c>src/Gateway.Benchmarks/run.sh</c>: what is counted, and no times.</summary>
[Collection(RealTime.Name)]
public sealed class BenchmarkTests
{
    [Theory]
    [InlineData(2.1, 2, "kept: commands: 2 (promised: at most 2.1)")]
    [InlineData(2.1, 2.2, "NOT KEPT: commands: 2.2 (promised: at most 2.1)")]
    public void What_is_more_than_promised_is_not_kept(double most, double counted, string said) => Assert.Equal(said, Promise.AtMost("commands", most, counted).ToString());

    [Theory]
    [InlineData(1, "kept: calls: 1 (promised: 1)")]
    [InlineData(0, "NOT KEPT: calls: 0 (promised: 1)")]
    [InlineData(2, "NOT KEPT: calls: 2 (promised: 1)")]
    public void What_is_promised_exactly_is_neither_more_nor_less(double counted, string said) => Assert.Equal(said, Promise.Exactly("calls", 1, counted).ToString());

    [Fact]
    public async Task The_quick_form_counts_what_was_promised_and_says_so()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience.Limit * 2);
        using var run = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Gateway.Benchmarks"), ["--quick"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = run.StandardError.ReadToEndAsync(limit.Token);
            var said = await run.StandardOutput.ReadToEndAsync(limit.Token);
            await run.WaitForExitAsync(limit.Token);

            Assert.True(run.ExitCode == 0, said + await errors);
            foreach (var counted in (string[])["commands to Redis for a member's page: 2", "calls to NATS for a member's page: 0 ", "bytes allocated for a member's page, over bare YARP: 1",
                "token calls for 500 requests on 3 nodes while one token is renewed: 1 ", "failures among these requests: 0 ", "calls to NATS for a login and a renewal: 3 "])
                Assert.Contains("kept: " + counted, said, StringComparison.Ordinal);
        }
        finally
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true);
        }
    }
}
