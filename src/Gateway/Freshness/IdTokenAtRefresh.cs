using System.Collections.Concurrent;
using System.Text.Json;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Freshness;

/// <summary>
/// What an id token that came with a refresh is worth: claims to take, or the fault that ends the session. With neither the old claims
/// stay; <c>IsUnjudged</c> when that is so because the OP's keys cannot be read.
/// </summary>
internal readonly record struct IdTokenVerdict(JsonElement? Claims, string? Fault, bool IsUnjudged)
{
    public static IdTokenVerdict OldClaimsStay => default;

    public static IdTokenVerdict Refused(string fault) => new(null, fault, false);
}

/// <summary>
/// Does the id token that came with a refresh speak of the same login (OpenID Connect Core 1.0, 12.2)? If not, the session ends. Clocks that
/// differ and keys that cannot be read are nobody's forgery and would end every session: then the old claims stay, and the owner is told.
/// </summary>
internal sealed partial class IdTokenAtRefresh(TokenVerifier verifier, ILogger<IdTokenAtRefresh> logger)
{
    private readonly ConcurrentDictionary<string, bool> _toldOfClock = new();

    public async Task<IdTokenVerdict> JudgeAsync(Site site, Session session, TokenAnswer answer)
    {
        try
        {
            return Judge(site, session, answer, await verifier.VerifyIdTokenAsync(site.Provider, answer.IdToken!, CancellationToken.None));
        }
        catch (ProviderUnavailableException outage)
        {
            // What it says itself counts against it all the same.
            if (FaultOf(site, session, answer, answer.IdTokenClaims) is { } fault) return IdTokenVerdict.Refused(fault);
            if (!outage.WasLeftAlone) Log.Unjudged(logger, site.Name, outage.Reason, Redacted.Text(outage.Message, 300));
            return IdTokenVerdict.OldClaimsStay with { IsUnjudged = true };
        }
    }

    private IdTokenVerdict Judge(Site site, Session session, TokenAnswer answer, VerifiedToken verified)
    {
        var byClock = verified.IsUntimely && IsNoOlder(session.IdTokenClaims, verified.Claims);
        if (verified.Refusal is not null && !byClock) return IdTokenVerdict.Refused(verified.Refusal);
        if (FaultOf(site, session, answer, verified.Claims) is { } fault) return IdTokenVerdict.Refused(fault);

        if (!byClock)
        {
            _toldOfClock.TryRemove(site.Name, out _);
            return new IdTokenVerdict(verified.Claims, null, false);
        }

        if (_toldOfClock.TryAdd(site.Name, default)) Log.ClocksDiffer(logger, site.Name, verified.Refusal!, verified.Detail!);
        return IdTokenVerdict.OldClaimsStay;
    }

    // By the OP's own clock it was made after the one we hold: what seems wrong is the difference between that clock and ours.
    private static bool IsNoOlder(JsonElement held, JsonElement late) => TokenTimes.Read(late, required: false)?.Issued >= TokenTimes.Read(held, required: false)?.Issued;

    private static string? FaultOf(Site site, Session session, TokenAnswer answer, JsonElement claims)
    {
        foreach (var name in (ReadOnlySpan<string>)["sub", "iss"])
            if (Text(session.IdTokenClaims, name) != Text(claims, name)) return "id_token_other_" + name;
        if (Text(claims, "nonce") is { } nonce && nonce != Text(session.IdTokenClaims, "nonce")) return "id_token_nonce";
        return AccessTokenHash.Fits(claims, answer.AccessToken, site.Provider.IdTokenSignedResponseAlg) ? null : "id_token_at_hash";
    }

    private static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Refreshed id tokens are not from now by this server's clock ({Reason}: {Detail}); members go on, the claims of these tokens are not taken: site={Site}. Set the clock of this server, or have the OP set its own (NTP).")]
        public static partial void ClocksDiffer(ILogger logger, string site, string reason, string detail);

        [LoggerMessage(2, LogLevel.Warning, "A refreshed id token cannot be judged now ({Reason}), the member goes on with the new tokens and the claims of before: site={Site}: {Cause}")]
        public static partial void Unjudged(ILogger logger, string site, string reason, string cause);
    }
}
