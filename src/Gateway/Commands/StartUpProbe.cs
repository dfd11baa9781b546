using System.Net.Sockets;
using Gateway.FastCgi;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Commands;

/// <summary>
/// Looks at start for every OP and every upstream, and at a reload for those that it adds, so that what is missing is said then and not at
/// the first login. Nothing waits for it: pages answer 503 and 502 until the parts are there.
/// </summary>
internal sealed partial class StartUpProbe(CurrentConfiguration current, ProviderDirectory providers, TimeProvider clock, ILogger<StartUpProbe> logger) : BackgroundService, ISiteFollower
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private CancellationToken _stopping;

    /// <summary>The last to be asked of a reload: it is as good as applied.</summary>
    public Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken)
    {
        _ = LookAsync(sites, known: [.. PlacesOf(current.Value.Sites.All).Select(static place => place.Text)]);
        return Task.FromResult<string?>(null);
    }

    public void Remove(IReadOnlyList<Site> sites)
    {
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        return LookAsync(current.Value.Sites.All, known: []);
    }

    private Task LookAsync(IReadOnlyList<Site> sites, HashSet<string> known)
    {
        var sources = sites.Select(site => providers.For(site.Provider)).Distinct().Select(source => ReadAsync(source, _stopping));
        var upstreams = PlacesOf(sites).DistinctBy(static place => place.Text).Where(place => !known.Contains(place.Text)).Select(place => ReachAsync(place.Text, place.Reach, _stopping));
        return Task.WhenAll([.. sources, .. upstreams]);
    }

    private IEnumerable<(string Text, Func<CancellationToken, Task> Reach)> PlacesOf(IReadOnlyList<Site> sites) =>
        sites.SelectMany(static site => site.Upstreams.All).SelectMany(folder => Places(folder.Upstream));

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
