using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>Builders with sensible values, so that a test names only what matters to it.</summary>
internal static class Some
{
    /// <summary>A site that takes userinfo as plain JSON.</summary>
    public static void PlainUserInfo(JsonObject site) => site["Provider"]!.AsObject().Remove("UserInfoSignedResponseAlg");

    /// <summary>The OP's certificate is not checked.</summary>
    public static void UncheckedCertificate(JsonObject site) => site["Provider"]!["ValidateCertificate"] = false;

    /// <summary>Site <c>b</c> at <c>https://b.example</c>, otherwise as site <c>a</c>; a test changes what differs.</summary>
    public static JsonObject SiteBeside(JsonObject file)
    {
        var beside = file["Sites"]!["a"]!.DeepClone().AsObject();
        beside["Origins"] = new JsonArray("https://b.example");
        file["Sites"]!["b"] = beside;
        return beside;
    }

    /// <summary>The client of the stage, which may come back to site <c>b</c> too.</summary>
    public static NatsClient ClientOfBoth(NatsClient client) => client with { RedirectUris = [.. client.RedirectUris, "https://b.example" + GatewayHost.Vanity] };

    /// <summary>Metrics that nobody reads.</summary>
    public static GatewayMetrics Metrics() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    /// <summary>The file of the stage: one site, rules for full, trial and public paths.</summary>
    public static JsonObject Configuration(Uri metadata, Uri upstream) => new()
    {
        ["Listen"] = new JsonArray("http://127.0.0.1:0"),
        ["Operations"] = "http://127.0.0.1:0",
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
