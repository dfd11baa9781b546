using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Provider;

internal static class ProviderRegistration
{
    public static IServiceCollection AddProvider(this IServiceCollection services)
    {
        ProviderPipeline.Add(services, ProviderPipeline.Checked, validateCertificate: true);
        ProviderPipeline.Add(services, ProviderPipeline.Unchecked, validateCertificate: false);
        services.AddSingleton<ProviderBreakers>();
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<TokenClient>();
        services.AddSingleton<Revocations>();
        services.AddSingleton<UserInfoClient>();
        return services;
    }
}
