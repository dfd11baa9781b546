using System.Text.Json;
using Gateway.Claims;
using Gateway.Rules;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>A member as somebody at a terminal describes him: one object of claims, which count wherever the provider would have said them.</summary>
internal static class ClaimedMember
{
    /// <summary>The member; his name is <paramref name="otherwise"/> where the claims have none.</summary>
    public static Member Of(Site site, JsonElement json, string otherwise)
    {
        var claims = new ClaimSet(json, json, ClaimSource.IdToken, ClaimFilter.None);
        var issuer = claims.TryGet("iss", out var iss) && iss.ValueKind == JsonValueKind.String ? iss.GetString()! : site.Provider.Issuer ?? "";
        return new Member(site.Identity.RemoteUser.Read(claims, issuer) ?? otherwise, new ClaimSet(json, json, ClaimSource.IdToken, site.Identity.Claims));
    }
}
