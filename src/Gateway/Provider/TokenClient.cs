using System.Collections.Concurrent;
using System.Net;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Provider;

/// <summary>The OP's word on a code or a refresh token: a token answer, or the <c>error</c> with which it refused.</summary>
internal readonly record struct TokenResult(TokenAnswer? Answer, string? Refusal);

/// <summary>
/// Token calls: redemption of a code, refresh, revocation (RFC 6749, 4.1.3 and 6; RFC 7009). Sent once, never again by itself: code or
/// refresh token may be spent. Refusals are values; an outage, and an answer that blames this Gateway, is a <see cref="ProviderUnavailableException"/>.
/// </summary>
internal sealed partial class TokenClient(ProviderDirectory providers, ProviderHttp http, TimeProvider clock, ILogger<TokenClient> logger)
{
    private static readonly string[] CodeRefusals = ["invalid_grant"];

    private static readonly string[] RefreshRefusals =
        ["invalid_grant", "access_denied", "login_required", "interaction_required", "consent_required"];

    private readonly ConcurrentDictionary<Uri, bool> _toldOfNoType = new();

    public Task<TokenResult> RedeemAsync(ProviderSettings settings, string code, string redirectUri, string? verifier, string? cookies, CancellationToken cancellation)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirectUri)];
        if (verifier is not null) form.Add(new("code_verifier", verifier));
        return AskAsync(settings, "code", form, cookies, settings.CallTimeout ?? ProviderPipeline.LoginLimit, CodeRefusals, cancellation);
    }

    /// <summary>Ends well when nothing keeps the next call from being sent: the OP's metadata is known.</summary>
    public Task ReadyAsync(ProviderSettings settings, CancellationToken cancellation) => providers.For(settings).GetAsync(cancellation);

    public Task<TokenResult> RefreshAsync(ProviderSettings settings, string refreshToken, string? cookies, CancellationToken cancellation) =>
        AskAsync(settings, "refresh", [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cookies, ProviderPipeline.RefreshLimit, RefreshRefusals, cancellation);

    /// <summary>Tells the OP that tokens are of no more use; a failure is only logged, the session is gone already.</summary>
    public async Task RevokeAsync(ProviderSettings settings, string token, string kind, string? cookies, CancellationToken cancellation)
    {
        try
        {
            if (providers.For(settings).Known?.Metadata.RevocationEndpoint is not { } endpoint) return;

            var answer = await PostAsync(settings, endpoint, MeasuredCalls.Revocation, [new("token_type_hint", kind), new("token", token)], cookies, settings.CallTimeout ?? ProviderPipeline.LoginLimit, cancellation);
            if (!answer.IsSuccess) Log.NotRevoked(logger, kind, $"answered {(int)answer.Status}");
        }
        catch (ProviderUnavailableException outage)
        {
            Log.NotRevoked(logger, kind, outage.Reason);
        }
    }

    private async Task<TokenResult> AskAsync(
        ProviderSettings settings, string kind, IEnumerable<KeyValuePair<string, string>> form, string? cookies, TimeSpan limit, string[] refusals, CancellationToken cancellation)
    {
        var document = await providers.For(settings).GetAsync(cancellation);
        var answer = await PostAsync(settings, document.Metadata.TokenEndpoint, kind, [.. form, .. settings.TokenParameters], cookies, limit, cancellation);
        if (answer.IsSuccess) return new TokenResult(Read(document.Metadata.TokenEndpoint, answer), null);

        var error = answer.Error;
        if (answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && refusals.Contains(error))
            return new TokenResult(null, error);
        throw Unavailable(answer, error);
    }

    // Missing it does no harm here; other software stops at it, so the owner is told, once.
    private TokenAnswer Read(Uri endpoint, ProviderAnswer answer)
    {
        var tokens = TokenAnswer.Read(answer.Body);
        if (!tokens.HasType && _toldOfNoType.TryAdd(endpoint, true)) Log.NoType(logger, endpoint);
        return tokens;
    }

    private async Task<ProviderAnswer> PostAsync(
        ProviderSettings settings, Uri endpoint, string kind, List<KeyValuePair<string, string>> form, string? cookies, TimeSpan limit, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        MeasuredCalls.Mark(request, kind);
        ClientAuthentication.Put(request, form, endpoint, settings, clock.GetUtcNow());
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.ParseAdd("application/json");
        if (cookies is not null) request.Headers.Add("Cookie", cookies);
        return await http.SendAsync(settings, request, limit, ProviderPipeline.UsualBytes, cancellation);
    }

    private static ProviderUnavailableException Unavailable(ProviderAnswer answer, string? error)
    {
        var status = answer.Status;
        var operatorFault = (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
        var reason = status switch
        {
            HttpStatusCode.Forbidden => "op_refuses_this_server",
            _ when error is "invalid_client" or "unauthorized_client" => "op_client_refused",
            _ => "op_status",
        };
        var cause = reason == "op_client_refused" ? ": client secret refused, compare Provider.ClientId and Provider.ClientSecret" : "";
        return new ProviderUnavailableException(reason, $"The token endpoint answered {(int)status} {Redacted.Text(error)}".TrimEnd() + $"{cause}.") { OperatorFault = operatorFault, RetryAfter = answer.RetryAfter };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The {Kind} was not revoked at the OP: {Cause}.")]
        public static partial void NotRevoked(ILogger logger, string kind, string cause);

        [LoggerMessage(2, LogLevel.Warning, "The token response of {Endpoint} does not say what kind of token it brings (no token_type); it is taken as Bearer. Ask the OP to say so: other software may not take it.")]
        public static partial void NoType(ILogger logger, Uri endpoint);
    }
}
