using System.Text.Encodings.Web;
using Gateway.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.SignIn;

internal static class SignInRegistration
{
    /// <summary>The core of authentication only: no default scheme, no middleware, no key ring.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddAuthenticationCore(options => options.AddScheme<NeverSignIn>(NeverSignIn.Name, displayName: null));
        services.TryAddSingleton(HtmlEncoder.Default);
        services.TryAddSingleton(UrlEncoder.Default);
        services.AddTransient<NeverSignIn>();
        services.AddTransient<OidcHandler>();
        services.AddSingleton<LoginStart>();
        services.AddSingleton<LoginPace>();
        services.AddSingleton<CallbackChecks>();
        services.AddSingleton<LoginLoop>();
        services.AddSingleton<SessionSignIn>();
        services.AddSingleton<OidcEvents>();
        services.AddSingleton<OidcSetup>();
        services.AddSingleton<ISiteFollower>(provider => provider.GetRequiredService<OidcSetup>());
        services.AddSingleton<ILoginsUnderWay, LoginsUnderWay>();
        return services;
    }
}
