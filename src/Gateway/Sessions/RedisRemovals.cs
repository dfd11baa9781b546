using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Ends behind everybody's back what a logout could not end because Redis was away, and ends again what a failover may have brought back.
/// </summary>
internal sealed class RedisRemovals(RedisConnection connection, RemovedKeys removed, TimeProvider time) : BackgroundService
{
    private const int MostAtOnce = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await RemoveAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task RemoveAsync()
    {
        try
        {
            foreach (var keys in removed.Due().Chunk(MostAtOnce))
            {
                await connection.AskAsync(database => database.KeyDeleteAsync([.. keys.Select(key => (RedisKey)key)]));
                removed.Taken(keys);
            }
        }
        catch (SessionStoreUnavailableException)
        {
            // Said by the connection; the next round tries again.
        }
    }
}
