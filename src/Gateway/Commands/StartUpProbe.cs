using System.Net.Sockets;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Commands;

/// <summary>
/// Looks at start for every OP and every upstream, so that what is missing is said then and not at the first login. Nothing waits for it:
/// pages answer 503 and 502 until the parts are there.
/// </summary>
internal sealed partial class StartUpProbe(CurrentConfiguration current, ProviderDirectory providers, TimeProvider clock, ILogger<StartUpProbe> logger) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sites = current.Value.Sites.All;
        var sources = sites.Select(site => providers.For(site.Provider)).Distinct().Select(source => ReadAsync(source, stoppingToken));
        var upstreams = sites.Select(site => site.Upstream).Distinct().Select(upstream => ReachAsync(upstream, stoppingToken));
        return Task.WhenAll([.. sources, .. upstreams]);
    }

    private static async Task ReadAsync(ProviderSource source, CancellationToken stopping)
    {
        try
        {
            await source.GetAsync(stopping);
        }
        catch (Exception missing) when (missing is ProviderUnavailableException or OperationCanceledException)
        {
            // The source has logged what is wrong.
        }
    }

    private async Task ReachAsync(Uri upstream, CancellationToken stopping)
    {
        using var socket = new TcpClient();
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await socket.ConnectAsync(upstream.Host, upstream.Port, either.Token);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested) Log.NotReached(logger, upstream);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream {Upstream} does not answer; its pages get 502 until it does.")]
        public static partial void NotReached(ILogger logger, Uri upstream);
    }
}
