using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Sites;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Forwarding;

/// <summary>
/// The clusters of all sites that are served or still have requests. A faulty update would be logged by YARP and otherwise ignored, so it
/// is judged before, and waited for.
/// </summary>
internal sealed class SiteClusters(InMemoryConfigProvider provider, IConfigValidator validator, CurrentConfiguration current) : ISiteFollower, IConfigChangeListener
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string?>> _waiting = new();
    private IReadOnlyList<Site> _sites = current.Value.Sites.All;
    private int _revision;

    public async Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken)
    {
        foreach (var cluster in Clusters.Of(sites))
            if (await validator.ValidateClusterAsync(cluster) is [var fault, ..]) return $"the upstream of {cluster.ClusterId} is refused: {fault.Message}";

        var applied = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Update(all => [.. all, .. sites], applied);
        return await applied.Task.WaitAsync(cancellationToken);
    }

    public void Remove(IReadOnlyList<Site> sites) => Update(all => [.. all.Except(sites)], applied: null);

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs) => Tell(proxyConfigs, null);

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) =>
        Tell(proxyConfigs, $"the upstreams cannot be used: {exception.Message}");

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    private void Update(Func<IReadOnlyList<Site>, IReadOnlyList<Site>> change, TaskCompletionSource<string?>? applied)
    {
        lock (_lock)
        {
            _sites = change(_sites);
            var revision = ++_revision;
            if (applied is not null) _waiting[revision] = applied;
            provider.Update(Clusters.Routes, Clusters.Of(_sites), revision.ToString(CultureInfo.InvariantCulture));
        }
    }

    // Of two updates in a row YARP may see the second only.
    private void Tell(IReadOnlyList<IProxyConfig> configs, string? fault)
    {
        if (!int.TryParse(configs[0].RevisionId, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)) return;

        foreach (var revision in _waiting.Keys.Where(revision => revision <= seen))
            if (_waiting.TryRemove(revision, out var waiting)) waiting.SetResult(fault);
    }
}
