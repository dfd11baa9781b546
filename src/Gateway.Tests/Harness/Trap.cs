using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Harness;

/// <summary>An address where nobody must ever come by: it counts visits and hangs up.</summary>
internal sealed class Trap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;
    private int _visits;

    public Trap()
    {
        _listener.Start();
        _watching = WatchAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public int Visits => _visits;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                using var visitor = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _visits);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
