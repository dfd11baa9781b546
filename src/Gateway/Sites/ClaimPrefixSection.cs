using System.Buffers;
using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>
/// What stands before a claim's name. No claim may take the name of anything else (corpus F73), and what the prefix could make is dropped
/// from requests: so it must belong to claims alone.
/// </summary>
internal static class ClaimPrefixSection
{
    public const string Usual = "OIDC_CLAIM_";

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static string Read(string? written, Setting at, ClaimFilter claims, Setting listOfClaims)
    {
        if (written is { Length: 0 })
        {
            JudgeBareNames(at, claims, listOfClaims);
            return "";
        }

        if (at.Text(written) is not { } prefix)
        {
            return Usual;
        }

        if (prefix.AsSpan().ContainsAnyExcept(Letters) || !char.IsAsciiLetter(prefix[0]))
        {
            at.Refuse(prefix, "is no beginning of a name. Write letters, digits, _ and -, a letter first, such as MEMBER_.");
        }
        else if (ServerNames.BeginningWith(HeaderName.Fold(prefix)) is { } name)
        {
            at.Refuse(prefix, $"would give claims names that begin as the server's own do ({name}). Write one that belongs to claims alone, such as MEMBER_.");
        }

        return prefix;
    }

    private static void JudgeBareNames(Setting at, ClaimFilter claims, Setting listOfClaims)
    {
        if (claims.Only is null)
        {
            at.Refuse("", "is allowed only beside OnlyClaims: without either, the provider could name any variable of your PHP. List the claims that you need in OnlyClaims, or write a prefix.");
            return;
        }

        foreach (var claim in claims.Only.Order(StringComparer.Ordinal))
        {
            if (ServerNames.Contains(HeaderName.Fold(ClaimText.VariablePart(claim))))
            {
                listOfClaims.Refuse(claim, "is a name of the server's own, which no claim may take. Leave it out, or write a ClaimPrefix.");
            }
        }
    }
}
