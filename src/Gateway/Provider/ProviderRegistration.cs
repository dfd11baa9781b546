using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Provider;

internal static class ProviderRegistration
{
    public static IServiceCollection AddProvider(this IServiceCollection services)
    {
        services.AddGatewayTelemetry();   // calls are counted, by whichever command they are made
        ProviderPipeline.Add(services, ProviderPipeline.Checked, static () => ProviderPipeline.Connections(validateCertificate: true));
        ProviderPipeline.Add(services, ProviderPipeline.Unchecked, static () => ProviderPipeline.Connections(validateCertificate: false));
        ProviderPipeline.Add(services, ProviderPipeline.InItsOwnWay, static () => new OwnTransports());
        services.AddTransient<MeasuredCalls>();
        services.AddSingleton<ProviderBreakers>();
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<TokenClient>();
        services.AddSingleton<Revocations>();
        services.AddHostedService(static provider => provider.GetRequiredService<Revocations>());
        services.AddSingleton<UserInfoClient>();
        return services;
    }
}
