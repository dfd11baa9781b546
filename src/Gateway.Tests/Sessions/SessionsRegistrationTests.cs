using Gateway.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionsRegistrationTests
{
    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    [Fact]
    public void Vault_and_finder_are_there_once_and_sessions_are_kept_in_memory()
    {
        using var services = new ServiceCollection().AddLogging().AddSessions().BuildServiceProvider(Strict);

        Assert.IsType<MemorySessionStore>(services.GetRequiredService<ISessionStore>());
        Assert.Same(services.GetRequiredService<SessionVault>(), services.GetRequiredService<SessionVault>());
        Assert.NotNull(services.GetRequiredService<SessionFinder>());
    }

    [Fact]
    public void With_redis_store_and_index_lie_there_and_its_work_runs_beside_the_requests()
    {
        using var services = new ServiceCollection().AddLogging().AddSessions(ConfigurationOptions.Parse("127.0.0.1:1"), "p:").BuildServiceProvider(Strict);

        Assert.IsType<RedisSessionStore>(services.GetRequiredService<ISessionStore>());
        Assert.IsType<RedisSubjectIndex>(services.GetRequiredService<ISubjectIndex>());
        Assert.NotNull(services.GetRequiredService<SubjectSessions>());
        var (connection, removals) = (services.GetServices<IHostedService>().First(), services.GetServices<IHostedService>().Last());
        Assert.Same(services.GetRequiredService<RedisConnection>(), connection);
        Assert.IsType<RedisRemovals>(removals);
    }

    [Fact]
    public void A_store_or_clock_that_was_registered_before_is_kept()
    {
        var clock = new FakeTimeProvider();
        var store = new RecordingStore(clock);

        using var services = new ServiceCollection()
            .AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton<ISessionStore>(store).AddSessions().BuildServiceProvider(Strict);

        Assert.Same(store, services.GetRequiredService<ISessionStore>());
        Assert.Same(clock, services.GetRequiredService<TimeProvider>());
    }
}
