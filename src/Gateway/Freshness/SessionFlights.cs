using System.Collections.Concurrent;
using Gateway.Sessions;
using Microsoft.Extensions.Hosting;

namespace Gateway.Freshness;

/// <summary>
/// Work on a session that all requests of this process share: who comes while it runs waits for the same task. The process does not end
/// before it: with an answer that carries a rotated token the session would be lost. Open to inheritance, so that a test can take the sharing
/// out and see what then fails.
/// </summary>
internal class SessionFlights : IHostedService
{
    private readonly ConcurrentDictionary<(string Site, SessionId Id), Lazy<Task<LiveSession?>>> _flights = new();

    /// <summary>Joins the flight under way for this session, or starts <paramref name="work"/>; <c>Leads</c> tells which.</summary>
    public virtual (Task<LiveSession?> Task, bool Leads) Join(LiveSession live, Func<Task<LiveSession?>> work)
    {
        var key = (live.Keys.Site, live.Id);
        var mine = new Lazy<Task<LiveSession?>>(() => FlyAsync(key, work));
        var flight = _flights.GetOrAdd(key, mine);
        return (flight.Value, ReferenceEquals(flight, mine));
    }

    public bool IsUnderWay(LiveSession live) => _flights.ContainsKey((live.Keys.Site, live.Id));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task ended = Task.WhenAll(_flights.Values.Select(static flight => flight.Value));
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The work belongs to no request: a closed tab must not fail it.
    private Task<LiveSession?> FlyAsync((string, SessionId) key, Func<Task<LiveSession?>> work) => Task.Run(async () =>
    {
        try
        {
            return await work();
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    });
}
