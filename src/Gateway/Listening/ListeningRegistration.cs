using Gateway.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Listening;

internal static class ListeningRegistration
{
    public static IServiceCollection AddListening(this IServiceCollection services, GatewayConfiguration configuration)
    {
        services.AddSingleton<SiteSelection>();
        services.AddSingleton<TraceStep>();
        services.AddSingleton<ServerNameFit>();
        services.AddSingleton<Certificates>();
        services.AddSingleton<Http2Limits>();
        services.AddSingleton(new HttpsRedirect(configuration.ListensTls));
        if (configuration.ListensTls) services.AddHostedService<CertificateRenewal>();
        return services;
    }
}
