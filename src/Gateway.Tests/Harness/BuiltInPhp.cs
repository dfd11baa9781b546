namespace Gateway.Tests.Harness;

/// <summary>PHP's own server over the folder, by the script of <c>deploy/upstream</c>.</summary>
internal sealed class BuiltInPhp : PhpUpstream
{
    private readonly string _script;
    private readonly ServerProcess _process;

    private BuiltInPhp(string script, ServerProcess process, int port) => (_script, _process, Address) = (script, process, new Uri($"http://127.0.0.1:{port}"));

    public override Uri Address { get; }

    public static async Task<BuiltInPhp> StartAsync(PhpArea area)
    {
        var port = FreePort.Take();
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, UpstreamFile.Read("php-s.sh", area, port), Xunit.TestContext.Current.CancellationToken);
        return new BuiltInPhp(script, await ServerProcess.StartAsync("sh", [script], serving: "Development Server"), port) { Area = area };
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        File.Delete(_script);
    }
}
