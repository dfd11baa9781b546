using System.Net.Sockets;
using Gateway.FastCgi;
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
        var upstreams = sites.SelectMany(site => site.Upstreams.All).SelectMany(folder => Places(folder.Upstream)).DistinctBy(place => place.Text).Select(place => ReachAsync(place.Text, place.Reach, stoppingToken));
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

    private IEnumerable<(string Text, Func<CancellationToken, Task> Reach)> Places(SiteUpstream upstream) => upstream switch
    {
        HttpUpstream http => [(http.Address.ToString(), cancellation => ReachAsync(http.Address, cancellation))],
        FastCgiUpstream php => php.Application.Addresses.Select(address => (address.Text, (Func<CancellationToken, Task>)(cancellation => ReachAsync(address, cancellation)))),
        _ => [],
    };

    private static async Task ReachAsync(Uri address, CancellationToken cancellation)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellation);
    }

    private async Task ReachAsync(FastCgiAddress address, CancellationToken cancellation)
    {
        using var socket = await address.ConnectAsync(clock, cancellation);
    }

    private async Task ReachAsync(string upstream, Func<CancellationToken, Task> reach, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await reach(either.Token);
        }
        catch (Exception failure) when (failure is SocketException or FastCgiException or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested) Log.NotReached(logger, upstream);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The upstream {Upstream} does not answer; its pages get 502 until it does.")]
        public static partial void NotReached(ILogger logger, string upstream);
    }
}
