using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Vanity;

internal static class VanityRegistration
{
    public static IServiceCollection AddVanity(this IServiceCollection services)
    {
        services.AddSingleton<VanityEndpoint>();
        services.AddSingleton<RefreshAction>();
        services.AddSingleton<LogoutAction>();
        services.AddSingleton<BackChannelLogout>();
        services.AddSingleton<InfoAction>();
        return services;
    }
}
