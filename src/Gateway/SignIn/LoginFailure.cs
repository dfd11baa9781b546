using Gateway.Pages;
using Gateway.Provider;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.SignIn;

/// <summary>The token response is not one that we may use; the reason is a code.</summary>
internal sealed class TokenResponseRefusedException(string reason) : Exception("The token response was refused: " + reason)
{
    public string Reason { get; } = reason;
}

/// <summary>
/// What a failed login means, by the type of what the framework's handler threw. Its messages are never shown or logged: they quote what
/// the OP sent.
/// </summary>
internal static class LoginFailure
{
    public static Refusal Explain(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            if (Known(cause) is { } refusal) return refusal;
        return failure is null or { InnerException: null } and not InvalidOperationException and not ArgumentException
            ? LoginRefusals.Malformed with { Detail = failure?.GetType().Name }
            : LoginRefusals.ProviderFailed("token_answer", failure.GetType().Name);
    }

    private static Refusal? Known(Exception cause) => cause switch
    {
        TokenResponseRefusedException { Reason: var reason } => reason == LoginRefusals.Nonce.Reason ? LoginRefusals.Nonce : LoginRefusals.ProviderFailed(reason),
        IdTokenRefusedException { Reason: var reason } => LoginRefusals.ProviderFailed(reason),
        OpenIdConnectProtocolInvalidAtHashException => LoginRefusals.ProviderFailed("id_token_at_hash"),
        OpenIdConnectProtocolException answered when answered.Data["error"] is string error => ByTokenEndpoint(error),
        OpenIdConnectProtocolException => LoginRefusals.ProviderFailed("token_answer"),
        _ => ProviderHttp.Outage(cause) is { } outage ? LoginRefusals.ProviderFailed(outage.Reason, outage.Message) : null,
    };

    private static Refusal ByTokenEndpoint(string error) => error switch
    {
        "invalid_grant" => LoginRefusals.GrantRefused,
        "invalid_client" or "unauthorized_client" => LoginRefusals.ProviderFailed("op_client_refused", "The OP refuses Provider.ClientId or Provider.ClientSecret."),
        _ => LoginRefusals.ProviderFailed("token_refused", error),
    };
}
