using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>What the upstream gets to know of a member.</summary>
internal static class IdentitySection
{
    public static IdentitySettings? Read(IdentityOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.IdentityOptions);
        var claim = at["RemoteUserClaim"].Text(options.RemoteUserClaim) ?? "username";
        if (!RemoteUserRule.TryParse(claim, out var rule, out var fault) || rule is null)
        {
            at["RemoteUserClaim"].RefuseBecause(claim, fault);
            return null;
        }

        var filter = ClaimListSection.Read(options, at);
        var faults = at.Reading.Faults.Count;
        var prefix = ClaimPrefixSection.Read(options.ClaimPrefix, at["ClaimPrefix"], filter, at["OnlyClaims"]);
        var userHeader = UserHeaderSection.Read(options.AuthNHeader, at["AuthNHeader"], prefix);
        var dropped = DropHeaderSection.Read(options.DropHeaders, at["DropHeaders"]);
        var channels = Channels(options.PassClaimsAs, at["PassClaimsAs"]);
        var idToken = Words(options.PassIdTokenAs, at["PassIdTokenAs"], "Claims", "Payload", "Serialized");
        var userInfo = Words(options.PassUserInfoAs, at["PassUserInfoAs"], "Claims", "Json", "Jwt");
        return new IdentitySettings
        {
            RemoteUser = rule,
            UserHeader = userHeader,
            Channels = channels,
            HeadersReachScripts = channels.HasFlag(IdentityChannels.Headers) && !prefix.Contains('_', StringComparison.Ordinal),
            Headers = Headers(options.Headers, at["Headers"]),
            ClaimPrefix = prefix,
            ClaimDelimiter = at["ClaimDelimiter"].Text(options.ClaimDelimiter) ?? ",",
            Encoding = at["Encoding"].Choice(options.Encoding, ("Utf8", ValueEncoding.Utf8), ("Latin1", ValueEncoding.Latin1), ("Base64Url", ValueEncoding.Base64Url)),
            Claims = filter,
            PassAccessToken = options.PassAccessToken ?? true,
            PassRefreshToken = options.PassRefreshToken ?? false,
            IdToken = new(idToken.Contains("Claims"), idToken.Contains("Payload"), idToken.Contains("Serialized")),
            UserInfo = new(userInfo.Contains("Claims"), userInfo.Contains("Json"), userInfo.Contains("Jwt")),
            StripCookies = CookieNameSection.Read(options.StripCookies, at["StripCookies"]),
            Forged = at.Reading.Faults.Count == faults ? ForgedHeaders.Of(dropped, userHeader, prefix, filter) : ForgedHeaders.None,
        };
    }

    private static IdentityChannels Channels(string? written, Setting at) => at.Choice(
        written,
        ("Both", IdentityChannels.Both),
        ("Headers", IdentityChannels.Headers),
        ("Environment", IdentityChannels.Environment),
        ("None", IdentityChannels.None));

    private static IdentityHeaders Headers(string? written, Setting at) => at.Choice(
        written,
        ("Both", IdentityHeaders.Both),
        ("Hyphen", IdentityHeaders.Hyphen),
        ("Underscore", IdentityHeaders.Underscore),
        ("None", IdentityHeaders.None));

    // Any of a few words, the first of which is the default.
    private static HashSet<string> Words(List<string>? written, Setting at, params string[] known)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (word, item) in at.Each(written))
        {
            if (!known.Contains(word))
            {
                item.Refuse(word, $"is not known here. Write any of {string.Join(", ", known)}; [] hands nothing over.");
            }
            else if (!words.Add(word))
            {
                item.Refuse(word, "stands twice. Leave one out.");
            }
        }

        return written is null ? [known[0]] : words;
    }
}
