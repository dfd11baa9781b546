using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Gateway.Tests.Sabotage;

/// <summary>The events of the framework's handler with one of ours left out.</summary>
internal static class EventsWithout
{
    public static void CallbackChecks(OpenIdConnectOptions options) => options.Events = new Others(options.Events) { Received = Believe };

    public static void TokenValidated(OpenIdConnectOptions options) => options.Events = new Others(options.Events) { Validated = _ => Task.CompletedTask };

    // What the checks leave behind when all is well, for whoever comes with an authentic state.
    private static Task Believe(MessageReceivedContext context)
    {
        var request = SiteRequest.Of(context.HttpContext);
        if (LoginState.ReadFrom(context.Properties) is not { } state) return Task.CompletedTask;

        var binding = request.Site.Binding(request.Origin.IsHttps).ReadOrMake(context.HttpContext);
        context.Properties!.Items[OpenIdConnectDefaults.RedirectUriForCodePropertiesKey] = request.Site.RedirectUri.On(request.Origin);
        context.Properties.Items[Gateway.SignIn.CallbackChecks.NonceItem] = BrowserBinding.Derive(binding, state.Bytes, "nonce");
        context.Properties.Items[OAuthConstants.CodeVerifierKey] = BrowserBinding.Derive(binding, state.Bytes, "verifier");
        return Task.CompletedTask;
    }

    private sealed class Others(OpenIdConnectEvents events) : OpenIdConnectEvents
    {
        public Func<MessageReceivedContext, Task>? Received { get; init; }

        public Func<TokenValidatedContext, Task>? Validated { get; init; }

        public override Task MessageReceived(MessageReceivedContext context) => Received?.Invoke(context) ?? events.MessageReceived(context);

        public override Task TokenValidated(TokenValidatedContext context) => Validated?.Invoke(context) ?? events.TokenValidated(context);

        public override Task RedirectToIdentityProvider(RedirectContext context) => events.RedirectToIdentityProvider(context);

        public override Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context) => events.AuthorizationCodeReceived(context);

        public override Task TokenResponseReceived(TokenResponseReceivedContext context) => events.TokenResponseReceived(context);

        public override Task TicketReceived(TicketReceivedContext context) => events.TicketReceived(context);

        public override Task RemoteFailure(RemoteFailureContext context) => events.RemoteFailure(context);
    }
}
