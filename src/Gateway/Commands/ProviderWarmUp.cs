using Gateway.Provider;
using Gateway.Sites;
using Microsoft.Extensions.Hosting;

namespace Gateway.Commands;

/// <summary>Reads the metadata of every OP once at start, so that what is missing is said then and not at the first login.</summary>
internal sealed class ProviderWarmUp(GatewayConfiguration configuration, ProviderDirectory providers) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var source in configuration.Sites.All.Select(site => providers.For(site.Provider)).Distinct())
        {
            try
            {
                await source.GetAsync(stoppingToken);
            }
            catch (ProviderUnavailableException)
            {
                // Logged where it happened; pages answer 503 until the OP is there.
            }
        }
    }
}
