using System.Text.Encodings.Web;
using Gateway.Rules;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.SignIn;

/// <summary>
/// The framework's handler, bound to the browser by our one cookie instead of one cookie a login. It is asked by name, at the vanity URL
/// and for a challenge only, so the path is no question here.
/// </summary>
internal sealed class OidcHandler(
    IOptionsMonitor<OpenIdConnectOptions> options, ILoggerFactory loggers, HtmlEncoder html, UrlEncoder url, LoginStart start)
    : OpenIdConnectHandler(options, loggers, html, url)
{
    /// <summary>The property of a challenge that carries the login which is started once more.</summary>
    public const string AgainProperty = "again";

    public override Task<bool> ShouldHandleRequestAsync() => Task.FromResult(true);

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var again = properties.GetParameter<LoginState>(AgainProperty);
        var mode = again is null ? properties.GetParameter<Unauthenticated>(nameof(Unauthenticated)) : Unauthenticated.Login;
        if (await start.PrepareAsync(Context, mode, again) is not { } state) return;

        state.WriteTo(properties);
        await base.HandleChallengeAsync(properties);
    }

    // CallbackChecks binds the browser before anything else happens; no correlation cookie.
    protected override void GenerateCorrelationId(AuthenticationProperties properties)
    {
    }

    protected override bool ValidateCorrelationId(AuthenticationProperties properties) => true;
}
