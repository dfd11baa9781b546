using System.Globalization;
using Gateway.Sites;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Operations;

/// <summary>What became of the last reload. A refused one is told and is no reason to send nothing: the configuration before it is in force.</summary>
internal sealed class ReloadCheck(CurrentConfiguration current, SiteReload reload) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object> { ["generation"] = current.Value.Generation };
        if (reload.Last is { } last)
        {
            data["last"] = last.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            data["outcome"] = last.IsApplied ? "applied" : "refused";
            for (var at = 0; at < last.Faults.Count; at++) data[$"fault {at + 1}"] = last.Faults[at];
        }

        return Task.FromResult(HealthCheckResult.Healthy(data: data));
    }
}
