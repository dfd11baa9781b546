using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.SignIn;

/// <summary>
/// The scheme that the framework's handler would sign in to. <see cref="SessionSignIn"/> makes the session before that, so whoever arrives
/// here has come past it: never.
/// </summary>
internal sealed class NeverSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "never";

    protected override Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties) => throw Unreachable();

    protected override Task HandleSignOutAsync(AuthenticationProperties? properties) => throw Unreachable();

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => throw Unreachable();

    private static InvalidOperationException Unreachable() => new("Sessions are made by SessionSignIn only.");
}
