using System.Globalization;
using System.Text.Json;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Vanity;

/// <summary>The answer to <c>?info=json</c>: the keys that <c>Info</c> lists, in the module's order, with its types.</summary>
internal static class InfoJson
{
    public static byte[] Write(Site site, LiveSession live, DateTimeOffset now, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented }))
        {
            json.WriteStartObject();
            foreach (var item in Enum.GetValues<InfoItem>())
                if (site.Info.Contains(item)) Write(json, item, site, live, now);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, InfoItem item, Site site, LiveSession live, DateTimeOffset now)
    {
        var session = live.Session;
        switch (item)
        {
            case InfoItem.Iat:
                json.WriteNumber("iat", now.ToUnixTimeSeconds());
                break;
            case InfoItem.AccessToken:
                json.WriteString("access_token", session.Tokens.AccessToken);
                break;
            case InfoItem.AccessTokenExpires when session.Tokens.ExpiresAt is { } expires:
                json.WriteString("access_token_expires", expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
                break;
            case InfoItem.IdTokenHint:
                json.WriteString("id_token_hint", session.IdToken);
                break;
            case InfoItem.IdToken:
                WriteClaims(json, "id_token", site.Identity.Claims.Of(session.IdTokenClaims));
                break;
            case InfoItem.UserInfo:
                WriteClaims(json, "userinfo", site.Identity.Claims.Of(session.UserInfoClaims));
                break;
            case InfoItem.Exp:
                json.WriteNumber("exp", session.EndsAt.ToUnixTimeSeconds());
                break;
            case InfoItem.Timeout:
                json.WriteNumber("timeout", Earlier(now + live.Remaining, session.EndsAt).ToUnixTimeSeconds());
                break;
            case InfoItem.RemoteUser:
                json.WriteString("remote_user", session.User);
                break;
            case InfoItem.Session:
                // The name is accepted so that old pages keep working; the module's whole stored state, tokens included, is not given out.
                json.WriteStartObject("session");
                json.WriteNumber("created", session.CreatedAt.ToUnixTimeSeconds());
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteClaims(Utf8JsonWriter json, string name, JsonElement claims)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(claims.GetRawText());
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
