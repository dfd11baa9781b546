using System.Text.Json;

namespace Gateway.Claims;

/// <summary>
/// A member's claims, kept as the two JSON objects the OP sent. Answers which of the two counts for a name, so that
/// rules and PHP always see the same value.
/// </summary>
internal sealed class ClaimSet
{
    public ClaimSet(JsonElement idToken, JsonElement userInfo, ClaimSource preferred, ClaimFilter filter)
    {
        MustBeObject(idToken, nameof(idToken));
        MustBeObject(userInfo, nameof(userInfo));
        IdToken = idToken;
        UserInfo = userInfo;
        Preferred = preferred;
        Filter = filter;
    }

    public static ClaimSet Empty => new(NoClaims(), NoClaims(), ClaimSource.IdToken, ClaimFilter.None);

    public JsonElement IdToken { get; }

    public JsonElement UserInfo { get; }

    /// <summary>The source obtained later; at login, a tie, the ID token.</summary>
    public ClaimSource Preferred { get; }

    /// <summary>What of both is known at all.</summary>
    public ClaimFilter Filter { get; }

    public bool IsEmpty => IsBare(IdToken) && IsBare(UserInfo);

    /// <summary>Claims that say something about the token itself. Userinfo can not speak of them.</summary>
    public static bool IsProtocolClaim(string name) =>
        name is "iss" or "sub" or "aud" or "azp" or "exp" or "iat" or "nbf" or "nonce" or "at_hash" or "auth_time" or "sid" or "acr" or "amr";

    /// <summary>
    /// Takes exactly one JSON object that every reader would understand alike: valid UTF-8 without byte order mark, no
    /// name twice in one object, no half surrogate pair, no deeper than 32 levels.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonElement json, out string fault) =>
        StrictJson.TryParse(utf8.Span, out json, out fault);

    public bool TryGet(string name, out JsonElement value)
    {
        value = default;
        if (!Filter.Takes(name))
            return false;

        if (IsProtocolClaim(name))
            return IdToken.TryGetProperty(name, out value);

        var (first, second) = Preferred == ClaimSource.IdToken ? (IdToken, UserInfo) : (UserInfo, IdToken);
        return first.TryGetProperty(name, out value) || second.TryGetProperty(name, out value);
    }

    /// <summary>Each name of these sources once, with the value that counts: userinfo's names first, then what only the ID token has.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> Effective(ClaimSources sources)
    {
        var ofUserInfo = sources.HasFlag(ClaimSources.UserInfo);
        foreach (var claim in UserInfo.EnumerateObject())
        {
            if (ofUserInfo && TryGet(claim.Name, out var value))
                yield return new(claim.Name, value);
        }

        if (!sources.HasFlag(ClaimSources.IdToken))
            yield break;

        foreach (var claim in IdToken.EnumerateObject())
        {
            if ((!ofUserInfo || !UserInfo.TryGetProperty(claim.Name, out _)) && TryGet(claim.Name, out var value))
                yield return new(claim.Name, value);
        }
    }

    private static bool IsBare(JsonElement json)
    {
        using var members = json.EnumerateObject();
        return !members.MoveNext();
    }

    private static JsonElement NoClaims()
    {
        using var document = JsonDocument.Parse("{}");
        return document.RootElement.Clone();
    }

    private static void MustBeObject(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new ArgumentException("Claims are a JSON object.", name);
    }
}
