using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Chaos.Parts;

/// <summary>The site that the run is about: its <c>gateway.json</c>, the same on every node but for the ports.</summary>
internal sealed class SiteFile(SimulatedNats nats, string redis, string php, string root)
{
    public const string Origin = "https://members.example";
    public const string Vanity = "/vanity.php";

    private const string ClientId = "chaos";
    private const string Secret = "the secret of the run under faults";

    /// <summary>Nobody may see the folder <c>closed</c>; otherwise full members may. Changed by a reload.</summary>
    public bool IsClosed { get; set; }

    /// <summary>To prove the judge: the rule of the full members' folder is missing.</summary>
    public bool LacksFullRule { get; init; }

    public static NatsClient Client => new(ClientId, Secret) { RedirectUris = [Origin + Vanity], PostLogoutOrigins = [Origin] };

    public string For(int port, int operations) => new JsonObject
    {
        ["Listen"] = new JsonArray(Http(port)),
        ["Operations"] = Http(operations),
        ["Redis"] = redis,
        ["Sites"] = new JsonObject { ["chaos"] = Site() },
    }.ToJsonString();

    private JsonObject Site() => new()
    {
        ["Origins"] = new JsonArray(Origin),
        ["RedirectUri"] = Vanity,
        ["Passphrase"] = new JsonArray("a passphrase of the run under faults"),
        ["Provider"] = new JsonObject { ["MetadataUrl"] = nats.MetadataUrl.AbsoluteUri, ["ClientId"] = ClientId, ["ClientSecret"] = Secret, ["UserInfoSignedResponseAlg"] = "RS256" },
        ["Upstream"] = new JsonObject { ["FastCgi"] = php, ["Root"] = root },
        ["Paths"] = new JsonObject
        {
            ["/"] = "all granted",
            ["/members/"] = "valid-user",
            ["/members/unauth.php"] = "all granted",
            ["/members/full/"] = LacksFullRule ? "valid-user" : "claim trial:0",
            ["/members/closed/"] = IsClosed ? "all denied" : "claim trial:0",
        },
        ["Pages"] = new JsonObject { ["Unauthorized"] = "/members/unauth.php" },
        ["Tokens"] = new JsonObject { ["UserInfoRefreshInterval"] = "60s" },
    };

    private static string Http(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
