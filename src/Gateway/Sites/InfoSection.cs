using System.Collections.Frozen;

namespace Gateway.Sites;

/// <summary>What <c>?info=json</c> may tell, in the module's words.</summary>
internal static class InfoSection
{
    private static readonly Dictionary<string, InfoItem> Items = new(StringComparer.Ordinal)
    {
        ["iat"] = InfoItem.Iat,
        ["access_token"] = InfoItem.AccessToken,
        ["access_token_expires"] = InfoItem.AccessTokenExpires,
        ["id_token_hint"] = InfoItem.IdTokenHint,
        ["id_token"] = InfoItem.IdToken,
        ["userinfo"] = InfoItem.UserInfo,
        ["exp"] = InfoItem.Exp,
        ["timeout"] = InfoItem.Timeout,
        ["remote_user"] = InfoItem.RemoteUser,
        ["session"] = InfoItem.Session,
    };

    public static IReadOnlySet<InfoItem> Read(List<string>? written, Setting at)
    {
        var told = new HashSet<InfoItem>();
        foreach (var (text, item) in at.Each(written))
        {
            if (text == "refresh_token")
            {
                item.Refuse(text, "is never told: with it a script in a page could stay signed in for ever. Leave it out.");
            }
            else if (!Items.TryGetValue(text, out var known))
            {
                item.Refuse(text, $"is not known here. Write any of {string.Join(", ", Items.Keys)}.");
            }
            else if (!told.Add(known))
            {
                item.Refuse(text, "stands twice. Leave one out.");
            }
        }

        return told.ToFrozenSet();
    }
}
