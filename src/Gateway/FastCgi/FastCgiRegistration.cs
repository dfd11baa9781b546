using Microsoft.Extensions.DependencyInjection;

namespace Gateway.FastCgi;

internal static class FastCgiRegistration
{
    public static IServiceCollection AddFastCgi(this IServiceCollection services) => services.AddSingleton<FastCgiHandler>();
}
