using Gateway.Freshness;
using Gateway.Provider;
using Gateway.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gateway.Tests.Freshness;

public sealed class FreshnessRegistrationTests
{
    [Fact]
    public async Task All_that_keeps_sessions_fresh_is_there_once_and_the_process_waits_for_its_work()
    {
        await using var services = new ServiceCollection().AddLogging().AddSessions().AddProvider().AddFreshness()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.NotNull(services.GetRequiredService<ClaimRecheck>());
        Assert.Same(services.GetRequiredService<SessionRefresher>(), services.GetRequiredService<SessionRefresher>());
        Assert.Same(services.GetRequiredService<SessionFlights>(), services.GetServices<IHostedService>().OfType<SessionFlights>().Single());
        Assert.Equal([typeof(SessionFlights), typeof(RenewalPace)], services.GetServices<IHostedService>().Select(hosted => hosted.GetType()).Where(type => type.Namespace == typeof(RenewalPace).Namespace));   // the last stops first
    }
}
