using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Freshness;

internal static class FreshnessRegistration
{
    public static IServiceCollection AddFreshness(this IServiceCollection services)
    {
        services.AddSingleton<SessionFlights>();
        services.AddHostedService(static provider => provider.GetRequiredService<SessionFlights>());
        services.AddSingleton<RenewalPace>();
        services.AddHostedService(static provider => provider.GetRequiredService<RenewalPace>());   // added later, so it stops earlier
        services.AddSingleton<OtherNodes>();
        services.AddSingleton<TokenRefresh>();
        services.AddSingleton<ClaimsRefresh>();
        services.AddSingleton<IdTokenAtRefresh>();
        services.AddSingleton<SessionRefresher>();
        services.AddSingleton<ClaimRecheck>();
        return services;
    }
}
