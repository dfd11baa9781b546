using System.Globalization;
using System.Security.Cryptography;
using Gateway.Demo.Nats;

namespace Gateway.Demo;

/// <summary>The two halves that must fit: the Gateway's `gateway.json`, and the Gateway as a client at the simulated NATS.</summary>
internal static class DemoConfiguration
{
    public const string Vanity = "/members/vanity.php";

    // With characters that client_secret_basic must encode, as an owner's secret may have.
    private const string ClientId = "1,2,3";
    private const string ClientSecret = "demo:only %+&=secret, of no use elsewhere";

    /// <summary>What NATS knows about the Gateway on this port.</summary>
    public static NatsClient Client(int port) => new(ClientId, ClientSecret)
    {
        RedirectUris = [.. Origins(port).Select(origin => origin + Vanity)],
        PostLogoutOrigins = Origins(port),
    };

    /// <summary>The text of the Gateway's configuration file.</summary>
    public static string Text(int port, Uri metadata, Uri area, bool ipv6)
    {
        // A new passphrase at each start costs nothing here: the sessions live in memory and die with the process.
        var passphrase = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var listen = ipv6 ? $"\"http://127.0.0.1:{Number(port)}\", \"http://[::1]:{Number(port)}\"" : $"\"http://127.0.0.1:{Number(port)}\"";
        return $$"""
            {
              "Listen": [ {{listen}} ],
              "Operations": "none",
              "Sites": {
                "demo": {
                  "Origins": [ {{string.Join(", ", Origins(port).Select(origin => $"\"{origin}\""))}} ],
                  "RedirectUri": "{{Vanity}}",
                  "Passphrase": [ "{{passphrase}}" ],
                  "Provider": {
                    "MetadataUrl": "{{metadata}}",
                    "ClientId": "{{ClientId}}",
                    "ClientSecret": "{{ClientSecret}}",
                    "UserInfoSignedResponseAlg": "RS256"
                  },
                  "Upstream": "{{area.GetLeftPart(UriPartial.Authority)}}",
                  "Paths": {
                    "/": "all granted",
                    "/members/": "valid-user",
                    "/members/unauth.php": "all granted",
                    "/members/full/": "claim trial:0"
                  },
                  "Pages": { "Unauthorized": "/members/unauth.php" },
                  // Short, so that refreshing can be watched.
                  "Tokens": { "RefreshBeforeExpiry": "30s", "UserInfoRefreshInterval": "20s" },
                  "Identity": { "Headers": "Both" },
                  "Info": [ "iat", "access_token", "access_token_expires", "id_token_hint", "userinfo", "exp", "timeout", "remote_user" ]
                }
              }
            }
            """;
    }

    private static string[] Origins(int port) => [$"http://localhost:{Number(port)}", $"http://127.0.0.1:{Number(port)}"];

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
