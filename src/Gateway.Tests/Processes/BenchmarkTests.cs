using System.Diagnostics;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>The quick form of <c>src/Gateway.Benchmarks/run.sh</c>: what is counted, and no times.</summary>
[Collection(RealTime.Name)]
public sealed class BenchmarkTests
{
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
