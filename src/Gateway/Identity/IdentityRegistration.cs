using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Identity;

internal static class IdentityRegistration
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) =>
        services.AddSingleton<LeftOut>().AddSingleton<IdentityVariables>().AddSingleton<GatewayAssertion>();
}
