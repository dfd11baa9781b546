using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Pages;

internal static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddSingleton<ErrorPage>();
}
