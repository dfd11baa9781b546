using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Sites;
using Microsoft.Extensions.Logging;

namespace Gateway.Provider;

/// <summary>Why userinfo brought no claims: what a caller must tell apart.</summary>
internal enum UserInfoRefusal
{
    None,

    /// <summary>The OP does not take this access token (401).</summary>
    Token,

    /// <summary>The answer is about another member.</summary>
    Subject,

    /// <summary>The answer is not what was agreed on: unsigned, badly signed, no JSON.</summary>
    Answer,
}

/// <summary>
/// The member's claims, or why there are none; <c>Reason</c> and <c>Detail</c> are for the log, <c>InvalidToken</c> when a 401 said so,
/// <c>Jwt</c> the answer as it came where it is signed and the site hands it on.
/// </summary>
internal readonly record struct UserInfoResult(
    JsonElement Claims, UserInfoRefusal Refusal, string? Reason = null, bool InvalidToken = false, string? Detail = null, string? Jwt = null);

/// <summary>
/// Asks userinfo (OpenID Connect Core 1.0, 5.3), signed or plain as configured, at login and on a live session alike. Never falls back
/// from signed to unsigned. An outage is a <see cref="ProviderUnavailableException"/>.
/// </summary>
internal sealed partial class UserInfoClient(ProviderDirectory providers, ProviderHttp http, TokenVerifier verifier, ILogger<UserInfoClient> logger)
{
    private const string RefusesThisServer = "op_refuses_this_server";

    private readonly ConcurrentDictionary<string, bool> _toldOfNoAudience = new();

    /// <summary>The claims, or null when the OP has no userinfo endpoint.</summary>
    public async Task<UserInfoResult?> FetchAsync(Site site, string accessToken, string subject, string? cookies, CancellationToken cancellation)
    {
        var settings = site.Provider;
        var document = await providers.For(settings).GetAsync(cancellation);
        if (document.Metadata.UserInfoEndpoint is not { } endpoint) return null;

        var answer = await SendAsync(settings, endpoint, accessToken, cookies, cancellation);
        if (answer.Status == HttpStatusCode.Unauthorized)
            return new UserInfoResult(default, UserInfoRefusal.Token, "userinfo_401", Says(answer, "invalid_token"));
        if (!answer.IsSuccess) throw Unavailable(answer);

        var read = await ReadAsync(settings, answer, cancellation);
        if (read.Refusal is { } refusal) return new UserInfoResult(default, UserInfoRefusal.Answer, refusal, Detail: SettingBehind(refusal, settings) ?? read.Detail);

        var claims = read.Claims;
        // Without a `sub` it is no userinfo answer, whatever status it came under; only another's `sub` is another member.
        if (!claims.TryGetProperty("sub", out var sub) || sub.ValueKind != JsonValueKind.String) return new UserInfoResult(default, UserInfoRefusal.Answer, "userinfo_no_subject");
        if (sub.GetString() != subject) return new UserInfoResult(default, UserInfoRefusal.Subject, "userinfo_subject");

        if (settings.UserInfoSignedResponseAlg is null) return new UserInfoResult(claims, UserInfoRefusal.None);

        TellOfNoAudience(site.Name, claims);
        return new UserInfoResult(claims, UserInfoRefusal.None, Jwt: site.Identity.UserInfo.AsItCame ? Encoding.ASCII.GetString(answer.Body.Span) : null);
    }

    private async Task<ProviderAnswer> SendAsync(ProviderSettings settings, Uri endpoint, string accessToken, string? cookies, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(settings.UserInfoByForm ? HttpMethod.Post : HttpMethod.Get, endpoint);
        MeasuredCalls.Mark(request, "userinfo");
        if (settings.UserInfoByForm) request.Content = new FormUrlEncodedContent([new("access_token", accessToken)]);   // RFC 6750, 2.2
        else request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Accept.ParseAdd(settings.UserInfoSignedResponseAlg is null ? "application/json" : "application/jwt");
        if (cookies is not null) request.Headers.Add("Cookie", cookies);
        return await http.SendAsync(settings, request, settings.CallTimeout ?? ProviderPipeline.ReadLimit, ProviderPipeline.UsualBytes, cancellation);
    }

    private async Task<VerifiedToken> ReadAsync(ProviderSettings settings, ProviderAnswer answer, CancellationToken cancellation)
    {
        var looksSigned = answer.Body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..];
        if (settings.UserInfoSignedResponseAlg is null)
        {
            if (ClaimSet.TryParse(answer.Body, out var plain, out _)) return new VerifiedToken(plain, null);
            return VerifiedToken.Refused(looksSigned ? "userinfo_signed_unasked" : "userinfo_no_json");
        }

        if (!looksSigned) return VerifiedToken.Refused("userinfo_unsigned");
        return await verifier.VerifyUserInfoAsync(settings, Encoding.ASCII.GetString(answer.Body.Span), cancellation);
    }

    private static ProviderUnavailableException Unavailable(ProviderAnswer answer)
    {
        var (reason, cause) = answer.Status switch
        {
            HttpStatusCode.Forbidden when Says(answer, "insufficient_scope") => ("op_status", ": insufficient_scope, check Login.Scope"),
            HttpStatusCode.Forbidden => (RefusesThisServer, ": the OP refuses this server's address? Check MEMBER_OPENID_SECURE_IPS"),
            _ => ("op_status", ""),
        };
        return new ProviderUnavailableException(reason, $"Userinfo answered {(int)answer.Status}{cause}.") { OperatorFault = reason == RefusesThisServer, RetryAfter = answer.RetryAfter };
    }

    // What was agreed on and what came differ: then the owner must know which setting says so.
    private static string? SettingBehind(string reason, ProviderSettings settings) => reason switch
    {
        "userinfo_unsigned" => $"it came as plain JSON, but Provider.UserInfoSignedResponseAlg is {settings.UserInfoSignedResponseAlg}",
        "userinfo_token_algorithm" => $"Provider.UserInfoSignedResponseAlg is {settings.UserInfoSignedResponseAlg}",
        "userinfo_signed_unasked" => "it came signed, but Provider.UserInfoSignedResponseAlg is not set",
        "userinfo_token_issuer" or "userinfo_token_audience" when settings.RequireUserInfoAudience => "Provider.RequireUserInfoAudience demands iss and aud",
        _ => null,
    };

    // It came over TLS for our token and its `sub` fits; still the owner should know that nothing in it says for whom it was signed.
    private void TellOfNoAudience(string site, JsonElement claims)
    {
        if (claims.TryGetProperty("iss", out _) && claims.TryGetProperty("aud", out _)) return;
        if (_toldOfNoAudience.TryAdd(site, true)) Log.NoAudience(logger, site);
    }

    private static bool Says(ProviderAnswer answer, string error) =>
        answer.Challenge is { Parameter: { } parameter } && parameter.Contains($"error=\"{error}\"", StringComparison.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Signed userinfo says not for whom it is (no iss or no aud); it is taken all the same: site={Site}. Provider.RequireUserInfoAudience would refuse it.")]
        public static partial void NoAudience(ILogger logger, string site);
    }
}
