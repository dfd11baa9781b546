using Gateway.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Operations;

/// <summary>Does the session store answer, and soon?</summary>
internal sealed class StoreCheck(ISessionStore store, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.PingAsync(cancellationToken).AsTask().WaitAsync(Limit, clock, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (SessionStoreUnavailableException away)
        {
            return HealthCheckResult.Unhealthy($"the session store does not answer ({away.Code})");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy("the session store does not answer within a second");
        }
    }
}
