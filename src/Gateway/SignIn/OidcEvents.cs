using System.Buffers.Text;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.SignIn;

/// <summary>
/// What we add to the framework's flow, in its order: our redirect URI, nonce and PKCE on the way out; on the way back the callback
/// checks, the code's redemption, nonce and <c>at_hash</c>; then the session. Every failure becomes one of <see cref="LoginRefusals"/>; it is thrown,
/// because the framework's <c>Fail</c> would lose the state and with it the way back.
/// </summary>
internal sealed class OidcEvents(
    CallbackChecks checks, TokenClient tokens, SessionSignIn signIn, ErrorPage errors, GatewayMetrics metrics) : OpenIdConnectEvents
{
    private const string Sending = "document.forms[0].submit()";

    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        var request = SiteRequest.Of(context.HttpContext);
        var state = LoginState.ReadFrom(context.Properties)!;
        var binding = context.HttpContext.Features.GetRequiredFeature<LoginBinding>().Bytes;

        var message = context.ProtocolMessage;
        message.RedirectUri = request.Site.RedirectUri.On(request.Origin);
        message.Nonce = BrowserBinding.Derive(binding, state.Bytes, "nonce");
        if (request.Site.Login.Pkce)
        {
            var verifier = BrowserBinding.Derive(binding, state.Bytes, "verifier");
            message.SetParameter(OAuthConstants.CodeChallengeKey, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
            message.SetParameter(OAuthConstants.CodeChallengeMethodKey, OAuthConstants.CodeChallengeMethodS256);
        }

        foreach (var (name, value) in request.Site.Login.Parameters) message.SetParameter(name, value);
        if (request.Site.LoginExtrasTo(state.ReturnPath) is { } extras)
        {
            if (extras.Scope is { } scope) message.Scope = string.Join(' ', $"{message.Scope} {scope}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct());
            foreach (var (name, value) in extras.Parameters) message.SetParameter(name, value);
        }

        if (PromptAfterLogout.Take(context.HttpContext, request)) message.Prompt = "login";
        if (request.Site.Login.ByPost)
        {
            message.Script = $"<script>{Sending}</script>";   // the framework's own would need eval
            OwnAnswer.MarkSending(context.Response, Sending);
        }

        metrics.LoginStarted(request.Site.Name);
        return Task.CompletedTask;
    }

    public override Task MessageReceived(MessageReceivedContext context) => checks.CheckAsync(context);

    // Redeemed here: the framework's own reader takes doubled names, and tells no fault from another.
    public override async Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context)
    {
        var http = context.HttpContext;
        var request = context.TokenEndpointRequest!;
        var result = await tokens.RedeemAsync(
            SiteRequest.Of(http).Site.Provider, request.Code, request.RedirectUri, request.GetParameter(OAuthConstants.CodeVerifierKey), ProviderCookies.Of(http), http.RequestAborted);
        if (result.Answer is not { } answer) throw new LoginRefusedException(LoginRefusals.GrantRefused);
        if (string.IsNullOrEmpty(answer.IdToken)) throw new LoginRefusedException(LoginRefusals.ProviderFailed("token_no_id_token"));

        http.Features.Set(answer);
        context.HandleCodeRedemption(answer.AccessToken, answer.IdToken);
    }

    // The token is the OP's word by now. Is it about this login and this access token? The framework asks neither once the code was redeemed here.
    public override Task TokenValidated(TokenValidatedContext context)
    {
        var answer = context.HttpContext.Features.GetRequiredFeature<TokenAnswer>();
        var claims = answer.IdTokenClaims;
        if (!IsNonce(claims, context.Properties!.Items[CallbackChecks.NonceItem]!)) throw new LoginRefusedException(LoginRefusals.Nonce);

        var algorithm = SiteRequest.Of(context.HttpContext).Site.Provider.IdTokenSignedResponseAlg;
        if (!AccessTokenHash.Fits(claims, answer.AccessToken, algorithm)) throw new LoginRefusedException(LoginRefusals.ProviderFailed("id_token_at_hash"));
        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        await signIn.SignInAsync(context.HttpContext, LoginState.ReadFrom(context.Properties)!);
        context.HandleResponse();
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        // The handler catches everything; a store that is away is not its affair, and not the member's either.
        if (context.Failure is SessionStoreUnavailableException) ExceptionDispatchInfo.Throw(context.Failure);

        var refusal = LoginFailure.Explain(context.Failure);
        metrics.LoginFailed(SiteRequest.Of(context.HttpContext).Site.Name, refusal.Reason);
        if (LoginState.ReadFrom(context.Properties) is { } state) refusal = refusal with { Link = ("Start again", state.ReturnPath) };
        await errors.WriteAsync(context.HttpContext, refusal);
        context.HandleResponse();
    }

    private static bool IsNonce(JsonElement claims, string expected) =>
        claims.TryGetProperty("nonce", out var nonce) && nonce.ValueKind == JsonValueKind.String
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce.GetString()!), Encoding.UTF8.GetBytes(expected));
}
