namespace Gateway.Sites;

internal static class SitesRegistration
{
    public static IServiceCollection AddSites(this IServiceCollection services, GatewayConfiguration configuration)
    {
        services.AddSingleton(new CurrentConfiguration(configuration));
        services.AddSingleton<SiteReload>();
        services.AddSingleton<CookiesAround>();
        return services;
    }
}
