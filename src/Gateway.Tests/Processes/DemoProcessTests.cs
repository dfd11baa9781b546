using System.Diagnostics;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>The README's first command, as somebody types it, up to the Ctrl+C.</summary>
public sealed class DemoProcessTests
{
    [Fact]
    public async Task The_demo_says_where_it_is_and_ends_well_by_Ctrl_C()
    {
        var port = FreePort.TakeThree();
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        // `env`: where the tests themselves run in the background, Ctrl+C would be ignored from the start.
        using var demo = Start("env", "--default-signal=INT", "setsid", "dotnet", "run", "--no-build", "--project", "src/Gateway.Demo", "--", "--port", $"{port}");
        try
        {
            var said = await ReadUntilAsync(demo.StandardOutput, "Ctrl+C ends all three.", limit.Token);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var start = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), limit.Token);
            using var interrupt = Start("kill", "-INT", "--", $"-{demo.Id}");   // a terminal sends it to the whole group
            await demo.WaitForExitAsync(limit.Token);

            Assert.Contains($"http://localhost:{port}/", said, StringComparison.Ordinal);
            Assert.Contains($"http://127.0.0.1:{port + 1}/switches", said, StringComparison.Ordinal);
            Assert.Contains($"http://localhost:{port + 2}/", said, StringComparison.Ordinal);
            Assert.Contains("Enter the members area", start, StringComparison.Ordinal);
            Assert.Equal(0, demo.ExitCode);
            Assert.Empty(await demo.StandardError.ReadToEndAsync(limit.Token));
        }
        finally
        {
            if (!demo.HasExited) demo.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Sources.Root,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<string> ReadUntilAsync(StreamReader output, string last, CancellationToken cancellationToken)
    {
        var said = "";
        while (!said.Contains(last, StringComparison.Ordinal))
        {
            var line = await output.ReadLineAsync(cancellationToken);
            Assert.True(line is not null, $"The demo ended after saying: {said}");
            said += line + "\n";
        }

        return said;
    }
}
