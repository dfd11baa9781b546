using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Telemetry;

internal static class TelemetryRegistration
{
    public static IServiceCollection AddGatewayTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<GatewayMetrics>();
        return services;
    }
}
