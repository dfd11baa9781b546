using System.Diagnostics;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>Colours, on a real terminal: output and errors each for itself, and none where nobody wants them.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Green = "\e[32m";
    private const string Red = "\e[31m^";

    private readonly ConfigurationFolder _good = new();
    private readonly ConfigurationFolder _faulty = new();

    public TerminalTests()
    {
        _good.Read();
        _faulty.With("Upstream", "\"8081\"").Read();
    }

    public void Dispose()
    {
        _good.Dispose();
        _faulty.Dispose();
    }

    [Theory]
    [InlineData("both on the terminal", "", "", true, true)]
    [InlineData("the output piped on", "", "| cat", false, true)]
    [InlineData("the errors into a file", "", "2>errors", true, false)]
    [InlineData("both into a file", "", ">output 2>&1", false, false)]
    [InlineData("NO_COLOR", "NO_COLOR=1", "", false, false)]
    [InlineData("an empty NO_COLOR", "NO_COLOR=", "", true, true)]
    [InlineData("a terminal without colours", "TERM=dumb", "", false, false)]
    public async Task Colours_are_for_a_terminal_and_each_stream_is_judged_for_itself(string what, string environment, string redirected, bool ofOutput, bool ofErrors)
    {
        var gateway = Path.Combine(AppContext.BaseDirectory, "gateway");
        var checks = string.Concat(new[] { _good, _faulty }.Select(folder => $"{environment} '{gateway}' check --config {folder.File};"));

        var shown = await OnATerminalAsync($"{{ {checks} }} {redirected}; cat output errors 2>/dev/null");

        Assert.Contains(" is good", shown, StringComparison.Ordinal);
        Assert.Contains("\"Upstream\": \"8081\"", shown, StringComparison.Ordinal);
        Assert.True(ofOutput == shown.Contains(Green, StringComparison.Ordinal), $"output, {what}: {shown}");
        Assert.True(ofErrors == shown.Contains(Red, StringComparison.Ordinal), $"errors, {what}: {shown}");
    }

    [Fact]
    public async Task Wrong_use_is_coloured_as_errors_are()
    {
        var gateway = Path.Combine(AppContext.BaseDirectory, "gateway");

        var shown = await OnATerminalAsync($"'{gateway}' check --nope >output; '{gateway}' check --nope 2>errors; cat output errors");

        Assert.Equal(2, shown.Split("Unrecognized command or argument '--nope'.").Length - 1);
        Assert.Equal(1, shown.Split("\e[31mUnrecognized").Length - 1);
    }

    private async Task<string> OnATerminalAsync(string command)
    {
        var start = new ProcessStartInfo("script", ["-q", "-e", "-c", command, "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = _good.Folder };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment.Remove("NO_COLOR");
        using var script = Process.Start(start) ?? throw new InvalidOperationException("no process");
        var shown = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return shown;
    }
}
