using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>What the upstream gets to know of a member.</summary>
internal static class IdentitySection
{
    public static IdentitySettings? Read(IdentityOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.IdentityOptions);
        var headers = at["Headers"].Choice(
            options.Headers,
            ("Both", IdentityHeaders.Both),
            ("Hyphen", IdentityHeaders.Hyphen),
            ("Underscore", IdentityHeaders.Underscore),
            ("None", IdentityHeaders.None));
        var claim = at["RemoteUserClaim"].Text(options.RemoteUserClaim) ?? "username";
        if (!RemoteUserRule.TryParse(claim, out var rule, out var fault) || rule is null)
        {
            at["RemoteUserClaim"].RefuseBecause(claim, fault);
            return null;
        }

        return new IdentitySettings(rule, headers, options.PassRefreshToken ?? false, DropHeaderSection.Read(options.DropHeaders, at["DropHeaders"]));
    }
}
