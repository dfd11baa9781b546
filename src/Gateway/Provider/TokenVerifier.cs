using System.Text.Json;
using Gateway.Sites;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Provider;

/// <summary>A token that passed every check, or the reason code of the first that it failed.</summary>
internal readonly record struct VerifiedToken(JsonElement Claims, string? Refusal)
{
    public static VerifiedToken Refused(string reason) => new(default, reason);
}

/// <summary>
/// Is this token the OP's word, for us, now? One verifier for id tokens and signed userinfo (OpenID Connect Core 1.0, 3.1.3.7 and
/// 5.3.2): algorithm from configuration, key from the OP's own set, read anew once when none fits.
/// </summary>
internal sealed class TokenVerifier(ProviderDirectory providers, TimeProvider clock)
{
    /// <summary>The one algorithm of id tokens.</summary>
    public const string IdTokenAlgorithm = SecurityAlgorithms.RsaSha256;

    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan OldestIssue = TimeSpan.FromMinutes(10);
    private const int LongestSubject = 255;
    private const int MostKeysTried = 8;

    private static readonly string[] IdTokenTypes = ["JWT"];
    private static readonly string[] UserInfoTypes = ["JWT", "userinfo+jwt"];

    private readonly JsonWebTokenHandler _signatures = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 64 * 1024 };

    public async Task<VerifiedToken> VerifyIdTokenAsync(ProviderSettings settings, string token, CancellationToken cancellation)
    {
        if (!TokenForm.TryRead(token, IdTokenAlgorithm, IdTokenTypes, out var form, out var fault)) return VerifiedToken.Refused("id_" + fault);

        var source = providers.For(settings);
        var document = await source.GetAsync(cancellation);
        if (await SignatureFaultAsync(source, document, token, form!, IdTokenAlgorithm, cancellation) is { } signature) return VerifiedToken.Refused("id_" + signature);

        var reason = IssuerFault(form!.Payload, document.Metadata.Issuer, required: true)
            ?? AudienceFault(form.Payload, settings.ClientId, required: true)
            ?? TimesFault(form.Payload, expiryRequired: true)
            ?? SubjectFault(form.Payload);
        return reason is null ? new VerifiedToken(form.Payload, null) : VerifiedToken.Refused("id_" + reason);
    }

    public async Task<VerifiedToken> VerifyUserInfoAsync(ProviderSettings settings, string token, CancellationToken cancellation)
    {
        var algorithm = settings.UserInfoSignedResponseAlg!;
        if (!TokenForm.TryRead(token, algorithm, UserInfoTypes, out var form, out var fault)) return VerifiedToken.Refused("userinfo_" + fault);

        var source = providers.For(settings);
        var document = await source.GetAsync(cancellation);
        if (await SignatureFaultAsync(source, document, token, form!, algorithm, cancellation) is { } signature) return VerifiedToken.Refused("userinfo_" + signature);

        // An id token of the same member is no userinfo answer (RFC 8725, 3.12).
        if (form!.Payload.TryGetProperty("nonce", out _) || form.Payload.TryGetProperty("at_hash", out _)) return VerifiedToken.Refused("userinfo_is_id_token");

        var reason = IssuerFault(form.Payload, document.Metadata.Issuer, required: false)
            ?? AudienceFault(form.Payload, settings.ClientId, required: false)
            ?? TimesFault(form.Payload, expiryRequired: false);
        return reason is null ? new VerifiedToken(form.Payload, null) : VerifiedToken.Refused("userinfo_" + reason);
    }

    private async Task<string?> SignatureFaultAsync(
        ProviderSource source, ProviderDocument document, string token, TokenForm form, string algorithm, CancellationToken cancellation)
    {
        if (await VerifiesAsync(token, form, algorithm, document.Keys)) return null;

        // The OP may have changed its keys since we read them (Core 10.1.1).
        ProviderDocument renewed;
        try
        {
            renewed = await source.RefetchKeysAsync(document, cancellation);
        }
        catch (ProviderUnavailableException)
        {
            return "token_key_unknown";
        }

        if (ReferenceEquals(renewed.Keys, document.Keys)) return "token_signature";
        return await VerifiesAsync(token, form, algorithm, renewed.Keys) ? null : "token_signature";
    }

    private async Task<bool> VerifiesAsync(string token, TokenForm form, string algorithm, IReadOnlyList<SecurityKey> keys)
    {
        var kid = form.Header.TryGetProperty("kid", out var named) ? named.GetString() : null;
        var fitting = keys.Where(key => kid is null || key.KeyId is null || key.KeyId == kid).Take(MostKeysTried).ToArray();
        if (fitting.Length == 0) return false;

        var result = await _signatures.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [algorithm],
            IssuerSigningKeys = fitting,
            RequireSignedTokens = true,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            TryAllIssuerSigningKeys = true,
        });
        return result.IsValid;
    }

    private static string? IssuerFault(JsonElement claims, string issuer, bool required)
    {
        if (!claims.TryGetProperty("iss", out var value)) return required ? "token_issuer" : null;
        return value.ValueKind == JsonValueKind.String && value.GetString() == issuer ? null : "token_issuer";
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

    private string? TimesFault(JsonElement claims, bool expiryRequired)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000d;
        var skew = Skew.TotalSeconds;
        if (!TryTime(claims, "exp", out var expires) || !TryTime(claims, "nbf", out var notBefore) || !TryTime(claims, "iat", out var issued)) return "token_times";
        if (expiryRequired && (expires is null || issued is null)) return "token_times";
        if (expires <= now - skew) return "token_expired";
        if (notBefore > now + skew || issued > now + skew) return "token_clock";
        return expiryRequired && issued < now - OldestIssue.TotalSeconds ? "token_old" : null;
    }

    private static string? SubjectFault(JsonElement claims) =>
        claims.TryGetProperty("sub", out var sub) && sub.ValueKind == JsonValueKind.String
        && sub.GetString() is { Length: > 0 and <= LongestSubject } text && !text.Contains('\0', StringComparison.Ordinal)
            ? null
            : "token_subject";

    private static bool TryTime(JsonElement claims, string name, out double? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number < 0) return false;
        seconds = number;
        return true;
    }

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.GetString() == text;
}
