using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Gateway.Claims;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Identity;

/// <summary>
/// What PHP gets to know of the member, by the names and values of the module (design 8.1): <c>OIDC_CLAIM_*</c>,
/// <c>OIDC_access_token</c>, <c>OIDC_access_token_expires</c>, <c>REMOTE_USER</c>. What cannot be said cleanly is left out, never bent.
/// </summary>
internal sealed partial class IdentityVariables(GatewayMetrics metrics, ILogger<IdentityVariables> logger)
{
    public const string ClaimPrefix = "OIDC_CLAIM_";

    /// <summary>The longest value as a header: more, and web servers refuse the request.</summary>
    public const int MostHeaderBytes = 4 * 1024;

    /// <summary>The longest value as a variable of a script.</summary>
    public const int MostExactBytes = 32 * 1024;

    private const int MostNameBytes = 100;
    private const int MostBytes = 64 * 1024;
    private const int MostWarnings = 1000;

    private readonly ConcurrentDictionary<(string Site, string Claim, string Reason), bool> _warned = new();

    /// <summary>Name and value of each variable, in the module's order: userinfo's claims, the id token's, tokens, user.</summary>
    public List<KeyValuePair<string, string>> Of(Site site, LiveSession live, bool degraded, int mostValueBytes)
    {
        var session = live.Session;
        var variables = new List<KeyValuePair<string, string>>(24);
        AddClaims(site, session.Claims, variables, mostValueBytes);

        variables.Add(new("OIDC_access_token", session.Tokens.AccessToken));
        if (session.Tokens.ExpiresAt is { } expires)
            variables.Add(new("OIDC_access_token_expires", expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        if (site.Identity.PassRefreshToken && session.Tokens.RefreshToken is { } refreshToken) variables.Add(new("OIDC_refresh_token", refreshToken));
        if (degraded) variables.Add(new("OIDC_gateway_degraded", "1"));
        variables.Add(new("REMOTE_USER", session.User));
        return variables;
    }

    private void AddClaims(Site site, ClaimSet claims, List<KeyValuePair<string, string>> variables, int mostValueBytes)
    {
        var taken = new Dictionary<string, (string Claim, int At)>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var (claim, value) in claims.Effective())
        {
            if (ClaimText.Of(value) is not { } text) continue;
            if (Fault(claim, text, bytes, mostValueBytes) is { } fault)
            {
                Leave(site, claim, fault);
                continue;
            }

            var name = ClaimPrefix + ClaimText.VariablePart(claim);
            var folded = HeaderName.Fold(name);
            if (taken.TryGetValue(folded, out var other))
            {
                // Two claims, one variable for PHP: the one written in lower case keeps it (corpus A96).
                var replaces = IsLowerCase(claim) && !IsLowerCase(other.Claim);
                Leave(site, replaces ? other.Claim : claim, "name_clash");
                if (!replaces) continue;
                variables[other.At] = new(name, text);
                taken[folded] = (claim, other.At);
                continue;
            }

            taken[folded] = (claim, variables.Count);
            variables.Add(new(name, text));
            bytes += Encoding.UTF8.GetByteCount(text);
        }
    }

    private static string? Fault(string claim, string text, int bytesBefore, int mostValueBytes)
    {
        if (claim.Length == 0 || Encoding.UTF8.GetByteCount(claim) > MostNameBytes) return "name";
        if (ClaimText.HasControl(text)) return "control_character";
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes > mostValueBytes || bytesBefore + bytes > MostBytes ? "too_long" : null;
    }

    private static bool IsLowerCase(string claim) => !claim.Any(char.IsUpper);

    // Counted each time, logged once: a page of thumbnails would otherwise write the same line a hundred times.
    private void Leave(Site site, string claim, string reason)
    {
        metrics.VariableDropped(site.Name, reason);
        if (_warned.Count < MostWarnings && _warned.TryAdd((site.Name, claim, reason), true)) Log.LeftOut(logger, site.Name, Redacted.Text(claim), reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A claim is not handed to PHP ({Reason}): site={Site} claim=\"{Claim}\".")]
        public static partial void LeftOut(ILogger logger, string site, string claim, string reason);
    }
}
