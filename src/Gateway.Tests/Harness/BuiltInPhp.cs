namespace Gateway.Tests.Harness;

/// <summary>PHP's own server over the folder, by the script of <c>deploy/upstream</c>.</summary>
internal sealed class BuiltInPhp : PhpUpstream
{
    private readonly UpstreamFiles _files;
    private readonly ServerProcess _process;

    private BuiltInPhp(UpstreamFiles files, ServerProcess process) => (_files, _process, Address) = (files, process, new Uri($"http://127.0.0.1:{files.Port}"));

    public override Uri Address { get; }

    public static async Task<BuiltInPhp> StartAsync(UpstreamFiles files)
    {
        var script = await files.WriteAsync("php-s.sh", files.Read("php-s.sh"));
        return new BuiltInPhp(files, await ServerProcess.StartAsync("sh", [script], serving: "Development Server")) { Area = files.Area };
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _files.Dispose();
    }
}
