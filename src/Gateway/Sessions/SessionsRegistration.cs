using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Sessions;

/// <summary>The sessions of all sites, in this process's memory.</summary>
internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISessionStore>(provider => new MemorySessionStore(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SessionSeal>();
        services.TryAddSingleton<SessionVault>();
        services.TryAddSingleton<SessionFinder>();
        return services;
    }
}
