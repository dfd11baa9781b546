using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>The sessions of all sites: in Redis where one is named, else in this process's memory.</summary>
internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services, ConfigurationOptions? redis = null, string keyPrefix = "")
    {
        services.AddGatewayTelemetry();
        services.TryAddSingleton(TimeProvider.System);
        if (redis is not null) AddRedis(services, redis, keyPrefix);
        services.TryAddSingleton<ISessionStore>(provider => new MemorySessionStore(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ISubjectIndex>(provider => new MemorySubjectIndex(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SubjectSessions>();
        services.TryAddSingleton<SessionSeal>();
        services.TryAddSingleton(Vault);
        services.TryAddSingleton<SessionFinder>();
        return services;
    }

    private static void AddRedis(IServiceCollection services, ConfigurationOptions redis, string keyPrefix)
    {
        services.AddSingleton(redis);
        services.AddSingleton(RedisLimits.Breaker);
        services.AddSingleton<RedisCondition>();
        services.AddSingleton<RedisEviction>();
        services.AddSingleton(provider => new RemovedKeys(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<ISessionStore>(provider => new RedisSessionStore(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<RemovedKeys>(), keyPrefix));
        services.AddSingleton<ISubjectIndex>(provider => new RedisSubjectIndex(provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<TimeProvider>(), keyPrefix));
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        services.AddHostedService<RedisRemovals>();
    }

    // Whatever the store is, the vault sees it measured.
    private static SessionVault Vault(IServiceProvider provider)
    {
        var (time, metrics) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<GatewayMetrics>());
        var store = new MeasuredStore(provider.GetRequiredService<ISessionStore>(), metrics, time);
        return new SessionVault(store, provider.GetRequiredService<SessionSeal>(), time, metrics, provider.GetRequiredService<ILogger<SessionVault>>());
    }
}
