using Gateway.Provider;
using Gateway.Sites;

namespace Gateway.Operations;

/// <summary>An OP as an operator sees it, by the host that is configured; <c>Fault</c> is the reason code of the last failed reading.</summary>
internal sealed record ProviderState(string Op, bool Known, bool LeftAlone, string? Fault);

/// <summary>How all OPs of the configuration in force are.</summary>
internal sealed class ProviderStates(CurrentConfiguration current, ProviderDirectory providers, ProviderBreakers breakers)
{
    public IReadOnlyList<ProviderState> Read() =>
    [
        .. Sources().GroupBy(pair => MeasuredCalls.NameOf(pair.Settings)).Select(op => new ProviderState(
            op.Key, op.All(one => one.Source.Known is not null), op.Any(IsLeftAlone), op.Select(one => one.Source.LastFailure?.Reason).FirstOrDefault(reason => reason is not null))),
    ];

    /// <summary>
    /// Asks again where nothing is known: a Gateway that is not ready gets no request that would ask. The source keeps its own pauses.
    /// </summary>
    public void AskUnknown()
    {
        foreach (var (_, source) in Sources())
            if (source.Known is null) _ = source.GetAsync(CancellationToken.None).ContinueWith(static done => done.Exception, TaskScheduler.Default);
    }

    private IEnumerable<(ProviderSettings Settings, ProviderSource Source)> Sources() =>
        current.Value.Sites.All.Select(site => (site.Provider, providers.For(site.Provider))).DistinctBy(pair => pair.Item2);

    private bool IsLeftAlone((ProviderSettings Settings, ProviderSource Source) one) =>
        one.Source.Known is { } known && breakers.IsOpen(one.Settings, known.Metadata.TokenEndpoint);
}
