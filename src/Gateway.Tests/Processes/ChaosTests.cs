using System.Diagnostics;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// The short form of <c>deploy/chaos/run.sh</c>, at a load that a machine with other tests beside it can bear: faults of every part for a
/// minute, judged from outside. And the proof that the judge sees what it is there for.
/// </summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task A_minute_of_faults_signs_nobody_out_wrongly_and_shows_no_forbidden_page()
    {
        var (code, said) = await RunAsync("--seconds", "60", "--rate", "20", "--members", "100", "--recovery", "60");

        Assert.True(code == 0, said);
        Assert.EndsWith("Every promise held.\n", said, StringComparison.Ordinal);
        foreach (var fault in (string[])["gateway 1 frozen", "gateway 2 killed", "php-fpm killed", "OP killed", "OP signs with a new key", "reload that closes a folder", "Redis killed, its replica takes over",
            "Gateways restarted, one after the other", "Sentinel killed"]) Assert.Contains($"| {fault}: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_loses_its_sessions_fails_the_run()
    {
        var (code, said) = await RunAsync("--sabotage", "flush", "--seconds", "5", "--rate", "10", "--members", "10");

        Assert.Equal(1, code);
        Assert.Matches("NOT HELD: [1-9][0-9]* members signed out wrongly", said);
    }

    [Fact]
    public async Task A_Gateway_that_lacks_a_rule_fails_the_run()
    {
        var (code, said) = await RunAsync("--sabotage", "rule", "--seconds", "5", "--rate", "10", "--members", "10");

        Assert.Equal(1, code);
        Assert.Matches("NOT HELD: [1-9][0-9]* pages served that a rule forbids", said);
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience.Limit * 4);
        using var run = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Gateway.Chaos"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = run.StandardError.ReadToEndAsync(limit.Token);
            var said = await run.StandardOutput.ReadToEndAsync(limit.Token);
            await run.WaitForExitAsync(limit.Token);
            return (run.ExitCode, said + await errors);
        }
        finally
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true);
        }
    }
}
