using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Listening;

internal static class ListeningRegistration
{
    public static IServiceCollection AddListening(this IServiceCollection services) => services.AddSingleton<SiteSelection>();
}
