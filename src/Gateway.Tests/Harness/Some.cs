using System.Text.Json.Nodes;

namespace Gateway.Tests.Harness;

/// <summary>Builders with sensible values, so that a test names only what matters to it.</summary>
internal static class Some
{
    /// <summary>The file of the stage: one site, rules for full, trial and public paths.</summary>
    public static JsonObject Configuration(Uri metadata, Uri upstream) => new()
    {
        ["Listen"] = new JsonArray("http://127.0.0.1:0"),
        ["Sites"] = new JsonObject
        {
            ["a"] = new JsonObject
            {
                ["Origins"] = new JsonArray(GatewayHost.Origin, "https://www.a.example"),
                ["RedirectUri"] = GatewayHost.Vanity,
                ["Passphrase"] = new JsonArray("a passphrase of the tests, long enough"),
                ["Provider"] = new JsonObject
                {
                    ["MetadataUrl"] = metadata.ToString(),
                    ["ClientId"] = GatewayHost.ClientId,
                    ["ClientSecret"] = GatewayHost.ClientSecret,
                    ["UserInfoSignedResponseAlg"] = "RS256",
                },
                ["Upstream"] = upstream.ToString(),
                ["Paths"] = new JsonObject
                {
                    ["/"] = "all granted",
                    ["/members/"] = "valid-user",
                    ["/members/unauth.php"] = "all granted",
                    ["/members/full/"] = "claim trial:0",
                },
                ["Pages"] = new JsonObject { ["Unauthorized"] = "/members/unauth.php" },
            },
        },
    };
}
