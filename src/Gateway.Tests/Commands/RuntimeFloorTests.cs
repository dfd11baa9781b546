using Gateway.Commands;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>What Gateway runs on must be without the holes that everybody can read about (corpus H39).</summary>
public sealed class RuntimeFloorTests
{
    [Theory]
    [InlineData("10.0.0")]
    [InlineData("10.0.6")]
    [InlineData("9.0.20")]
    public async Task H39_Nothing_is_served_on_a_runtime_with_known_holes(string runtime)
    {
        using var folder = new ConfigurationFolder();
        folder.Read();
        var (output, errors) = (new StringWriter(), new StringWriter { NewLine = "\n" });

        var code = await ServeCommand.RunAsync(folder.File, watch: false, Version.Parse(runtime), new Terminal(output, errors, TextReader.Null), TestContext.Current.CancellationToken);

        Assert.Equal((1, ""), (code, output.ToString()));
        Assert.Equal(
            $".NET {runtime} has holes that everybody can read about (CVE-2025-55315, CVE-2026-40372): Gateway does not serve on it. Install .NET 10.0.7 or newer; a single file brings its own, so take a newer one.\n",
            errors.ToString());
    }

    [Theory]
    [InlineData("10.0.7")]
    [InlineData("10.0.12")]
    [InlineData("10.1.0")]
    [InlineData("11.0.0")]
    public void H39_A_newer_one_will_do(string runtime) => Assert.Null(RuntimeFloor.FaultOf(Version.Parse(runtime)));

    [Fact]
    public void H39_What_runs_here_is_known_to_the_last_number()
    {
        var web = Path.GetFileName(Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Builder.WebApplication).Assembly.Location))!;   // of the shared framework

        Assert.Equal(new[] { Version.Parse(web), Environment.Version }.Min(), RuntimeFloor.Here);
    }
}
