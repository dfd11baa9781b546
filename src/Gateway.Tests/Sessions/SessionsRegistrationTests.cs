using Gateway.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
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
