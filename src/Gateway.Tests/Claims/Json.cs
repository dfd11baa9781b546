using System.Text;
using System.Text.Json;
using Gateway.Claims;

namespace Gateway.Tests.Claims;

/// <summary>Claims written as JSON in a test.</summary>
internal static class Json
{
    public static JsonElement Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static ClaimSet AtLogin(string idToken, string userInfo) => new(Of(idToken), Of(userInfo), ClaimSource.IdToken, ClaimFilter.None);

    public static ClaimSet Later(string idToken, string userInfo) => new(Of(idToken), Of(userInfo), ClaimSource.UserInfo, ClaimFilter.None);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
