using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary><c>client_secret_basic</c> with both parts form-encoded (RFC 6749, 2.3.1): <c>1,2,3</c> is sent as <c>1%2C2%2C3</c>.</summary>
internal static class ClientAuthentication
{
    public static AuthenticationHeaderValue Basic(ProviderSettings settings) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Encode(settings.ClientId)}:{Encode(settings.ClientSecret)}")));

    private static string Encode(string text) => WebUtility.UrlEncode(text);
}
