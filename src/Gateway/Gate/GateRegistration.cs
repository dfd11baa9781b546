using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Gate;

internal static class GateRegistration
{
    public static IServiceCollection AddGate(this IServiceCollection services)
    {
        services.AddSingleton<FailureAnswer>();
        services.AddSingleton<ScriptSelection>();
        services.AddSingleton<GateMiddleware>();
        services.AddSingleton<Denial>();
        services.AddSingleton<ScriptPage>();
        services.AddSingleton<UpstreamPage>();
        services.AddHttpClient(UpstreamPage.Client, http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;   // the page's own limit counts
            http.MaxResponseContentBufferSize = UpstreamPage.MostBytes;
        }).ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        }).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }
}
