using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary>Shows the OP who calls, as it is agreed on; a secret that is not to travel never does.</summary>
internal static class ClientAuthentication
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Fills header or form of a call to this endpoint.</summary>
    public static void Put(HttpRequestMessage request, List<KeyValuePair<string, string>> form, Uri endpoint, ProviderSettings settings, DateTimeOffset now)
    {
        switch (settings.ClientAuthentication)
        {
            case ClientAuthenticationMethod.Basic:
                request.Headers.Authorization = Basic(settings);
                break;
            case ClientAuthenticationMethod.Post:
                form.Add(new("client_id", settings.ClientId));
                form.Add(new("client_secret", settings.ClientSecret));
                break;
            case ClientAuthenticationMethod.Jwt:
                form.Add(new("client_assertion_type", AssertionType));
                form.Add(new("client_assertion", ClientAssertion.Make(settings, endpoint, now)));
                break;
            default:
                form.Add(new("client_id", settings.ClientId));
                break;
        }
    }

    // client_secret_basic with both parts form-encoded (RFC 6749, 2.3.1): 1,2,3 is sent as 1%2C2%2C3.
    private static AuthenticationHeaderValue Basic(ProviderSettings settings) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Encode(settings.ClientId)}:{Encode(settings.ClientSecret)}")));

    private static string Encode(string text) => WebUtility.UrlEncode(text);
}
