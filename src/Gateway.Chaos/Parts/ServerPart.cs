using Gateway.Benchmarks.Contenders;

namespace Gateway.Chaos.Parts;

/// <summary>A real process on a port of loopback, always the same one.</summary>
internal class ServerPart(string name, string program, IReadOnlyList<string> arguments, int port) : IPart
{
    private Child? _process;

    public string Name => name;

    public int Port => port;

    protected Child Running => _process ?? throw new InvalidOperationException($"{name} does not run.");

    public virtual async Task StartAsync() => _process = await Child.StartAsync(program, arguments, port);

    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process) await process.DisposeAsync();
    }

    public async Task StopAsync()
    {
        await Running.StopAsync();
        await KillAsync();   // what it left behind
    }

    public Task FreezeAsync() => Running.FreezeAsync();

    public Task ThawAsync() => Running.ThawAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        GC.SuppressFinalize(this);
    }
}
