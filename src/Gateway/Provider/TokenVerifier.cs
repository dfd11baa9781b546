using System.Text.Json;
using Gateway.Claims;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary>A token that passed every check, or the reason code of the first that it failed.</summary>
internal readonly record struct VerifiedToken(JsonElement Claims, string? Refusal)
{
    /// <summary>More for the log line.</summary>
    public string? Detail { get; init; }

    /// <summary>Refused for its time alone, by this server's clock: all else is good, and the claims are there.</summary>
    public bool IsUntimely { get; init; }

    public static VerifiedToken Refused(string reason, string? detail = null) => new(default, reason) { Detail = detail };
}

/// <summary>
/// Is this token the OP's word, for us, now? One verifier for id tokens, signed userinfo (OpenID Connect Core 1.0, 3.1.3.7 and
/// 5.3.2) and logout tokens: algorithm from configuration, then what the token says, then its signature by a key of the OP's own set, read anew once when
/// none fits. So a token that is wrong in itself costs no call. Its time comes last: it may be our clock that is wrong. Keys that cannot be
/// read are a <see cref="ProviderUnavailableException"/>, no refusal.
/// </summary>
internal sealed class TokenVerifier(ProviderDirectory providers, TimeProvider clock)
{
    private const int LongestSubject = 255;
    private const int LongestName = 64;

    private static readonly string[] IdTokenTypes = ["JWT"];
    private static readonly string[] UserInfoTypes = ["JWT", "userinfo+jwt"];
    private static readonly string[] LogoutTypes = ["JWT", "logout+jwt"];

    public async Task<VerifiedToken> VerifyIdTokenAsync(ProviderSettings settings, string token, CancellationToken cancellation)
    {
        if (!TokenForm.TryRead(token, settings.IdTokenSignedResponseAlg, IdTokenTypes, out var form, out var fault)) return VerifiedToken.Refused("id_" + fault);

        var times = TokenTimes.Read(form!.Payload, required: true);
        var source = providers.For(settings);
        var document = await source.GetAsync(cancellation);
        var reason = IssuerFault(form.Payload, document.Metadata.Issuer, required: true)
            ?? AudienceFault(form.Payload, settings)
            ?? (times is null ? "token_times" : null)
            ?? SubjectFault(form.Payload)
            ?? await SignatureFaultAsync(source, document, form, settings.IdTokenSignedResponseAlg, forStranger: false, cancellation);
        return reason is null ? Timely("id_", form, times!.Value, settings.IdTokenIatSlack) : VerifiedToken.Refused("id_" + reason, DetailOf(form));
    }

    public async Task<VerifiedToken> VerifyUserInfoAsync(ProviderSettings settings, string token, CancellationToken cancellation)
    {
        var algorithm = settings.UserInfoSignedResponseAlg!;
        if (!TokenForm.TryRead(token, algorithm, UserInfoTypes, out var form, out var fault)) return VerifiedToken.Refused("userinfo_" + fault);

        // An id token of the same member is no userinfo answer (RFC 8725, 3.12).
        if (form!.Payload.TryGetProperty("nonce", out _) || form.Payload.TryGetProperty("at_hash", out _)) return VerifiedToken.Refused("userinfo_is_id_token");

        var times = TokenTimes.Read(form.Payload, required: false);
        var source = providers.For(settings);
        var document = await source.GetAsync(cancellation);
        var reason = IssuerFault(form.Payload, document.Metadata.Issuer, settings.RequireUserInfoAudience)
            ?? AudienceFault(form.Payload, settings.ClientId, settings.RequireUserInfoAudience)
            ?? (times is null ? "token_times" : null)
            ?? await SignatureFaultAsync(source, document, form, algorithm, forStranger: false, cancellation);
        return reason is null ? Timely("userinfo_", form, times!.Value, oldestIssue: null) : VerifiedToken.Refused("userinfo_" + reason, DetailOf(form));
    }

    /// <summary>A logout token (Back-Channel Logout 1.0, 2.4 and 2.6): what makes it one is its event, and that it has no nonce.</summary>
    public async Task<VerifiedToken> VerifyLogoutTokenAsync(ProviderSettings settings, string token, CancellationToken cancellation)
    {
        if (!TokenForm.TryRead(token, settings.IdTokenSignedResponseAlg, LogoutTypes, out var form, out var fault)) return VerifiedToken.Refused("logout_" + fault);

        var times = TokenTimes.Read(form!.Payload, required: false);
        var source = providers.For(settings);
        var document = await source.GetAsync(cancellation);
        var reason = LogoutToken.FaultOf(form.Payload)
            ?? IssuerFault(form.Payload, document.Metadata.Issuer, required: true)
            ?? AudienceFault(form.Payload, settings)
            ?? (times?.Issued is null ? "token_times" : null)
            ?? (form.Payload.TryGetProperty("sub", out _) ? SubjectFault(form.Payload) : null)
            ?? await SignatureFaultAsync(source, document, form, settings.IdTokenSignedResponseAlg, forStranger: true, cancellation);
        return reason is null ? Timely("logout_", form, times!.Value, settings.IdTokenIatSlack) : VerifiedToken.Refused("logout_" + reason, DetailOf(form));
    }

    private VerifiedToken Timely(string kind, TokenForm form, TokenTimes times, TimeSpan? oldestIssue) =>
        times.FaultAt(clock.GetUtcNow(), oldestIssue, out var detail) is { } fault
            ? new VerifiedToken(form.Payload, kind + fault) { Detail = detail, IsUntimely = true }
            : new VerifiedToken(form.Payload, null);

    // An owner finds by it the key that the OP signs with and does not publish.
    private static string? DetailOf(TokenForm form) => form.KeyId is { } kid ? "kid=" + Excerpt.Of(kid, LongestName) : null;

    private static async Task<string?> SignatureFaultAsync(
        ProviderSource source, ProviderDocument document, TokenForm form, string algorithm, bool forStranger, CancellationToken cancellation)
    {
        if (TokenSignature.FaultOf(form, algorithm, document.Keys) is not { } fault) return null;

        // The OP may have changed its keys since we read them (Core 10.1.1), even under the same name. Where that cannot be known, the token
        // is neither good nor bad: an outage.
        var renewed = await source.RefetchKeysAsync(document, forStranger, cancellation);
        return ReferenceEquals(renewed.Keys, document.Keys) ? fault : TokenSignature.FaultOf(form, algorithm, renewed.Keys);
    }

    private static string? IssuerFault(JsonElement claims, string issuer, bool required)
    {
        if (!claims.TryGetProperty("iss", out var value)) return required ? "token_issuer" : null;
        return value.ValueKind == JsonValueKind.String && value.GetString() == issuer ? null : "token_issuer";
    }

    // All that the owner names, and nobody else; where he names none, the client id.
    private static string? AudienceFault(JsonElement claims, ProviderSettings settings)
    {
        if (settings.IdTokenAudiences is not { Count: > 0 } expected) return AudienceFault(claims, settings.ClientId, required: true);
        if (claims.TryGetProperty("azp", out var azp) && !Is(azp, settings.ClientId)) return "token_azp";
        if (!claims.TryGetProperty("aud", out var audience)) return "token_audience";
        if (audience.ValueKind != JsonValueKind.Array) return expected.Any(one => Is(audience, one)) ? null : "token_audience";

        var isExact = audience.EnumerateArray().All(one => expected.Any(name => Is(one, name))) && expected.All(name => audience.EnumerateArray().Any(one => Is(one, name)));
        return isExact ? null : "token_audience";
    }

    // Core 3.1.3.7 (3-5). The comma list that NATS takes as client id is one string and never split.
    private static string? AudienceFault(JsonElement claims, string clientId, bool required)
    {
        var authorized = claims.TryGetProperty("azp", out var azp);
        if (authorized && !Is(azp, clientId)) return "token_azp";
        if (!claims.TryGetProperty("aud", out var audience)) return required ? "token_audience" : null;
        if (audience.ValueKind == JsonValueKind.String) return Is(audience, clientId) ? null : "token_audience";
        if (audience.ValueKind != JsonValueKind.Array || !audience.EnumerateArray().Any(one => Is(one, clientId))) return "token_audience";
        return audience.GetArrayLength() == 1 || authorized ? null : "token_azp";
    }

    private static string? SubjectFault(JsonElement claims) =>
        claims.TryGetProperty("sub", out var sub) && sub.ValueKind == JsonValueKind.String
        && sub.GetString() is { Length: > 0 and <= LongestSubject } text && !text.Contains('\0', StringComparison.Ordinal)
            ? null
            : "token_subject";

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.GetString() == text;
}
