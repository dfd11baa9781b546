using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Operations;

/// <summary>
/// Can members sign in? Not while no OP is known. Where some are, the node goes on for their sites: one site's OP takes no other site
/// from the balancer.
/// </summary>
internal sealed class ProvidersCheck(ProviderStates providers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = providers.Read();
        var data = states.ToDictionary(state => state.Op, object (state) => Describe(state));
        var unknown = states.Count(state => !state.Known);
        if (unknown == 0) return Task.FromResult(HealthCheckResult.Healthy(data: data));

        providers.AskUnknown();
        return Task.FromResult(unknown == states.Count ? HealthCheckResult.Unhealthy(data: data) : HealthCheckResult.Degraded(data: data));
    }

    private static string Describe(ProviderState state) => state switch
    {
        { LeftAlone: true } => "known, left alone after repeated failures",
        { Known: true } => "known",
        { Fault: { } fault } => $"metadata not known ({fault})",
        _ => "metadata not asked yet",
    };
}
