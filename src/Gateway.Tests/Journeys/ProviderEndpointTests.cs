using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Addresses of the OP that the owner writes, in place of those of its document or of the whole document.</summary>
public sealed class ProviderEndpointTests
{
    private static readonly (string Setting, string Name, string Path)[] All =
    [
        ("Authorization", "authorization_endpoint", NatsEndpoint.AuthorizePath), ("Token", "token_endpoint", NatsEndpoint.TokenPath),
        ("Jwks", "jwks_uri", NatsEndpoint.JwksPath), ("UserInfo", "userinfo_endpoint", NatsEndpoint.UserInfoPath),
        ("EndSession", "end_session_endpoint", NatsEndpoint.EndSessionPath), ("Revocation", "revocation_endpoint", NatsEndpoint.RevocationPath),
    ];

    [Fact]
    public async Task Every_written_address_wins_over_the_one_of_the_document()
    {
        await using var gateway = await GatewayHost.StartAsync(site => Write(site, All.Select(one => one.Setting)));
        gateway.Nats.Switches.MetadataDocument = json =>
        {
            foreach (var (_, name, _) in All) json[name] = "https://nobody.invalid/" + name;
        };

        await AssertWholeJourneyAsync(gateway);

        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
    }

    [Fact]
    public async Task Issuer_and_addresses_stand_for_the_document()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            Write(site, All.Select(one => one.Setting));
            site["Provider"]!["Issuer"] = IssuerOf(site);
            site["Provider"]!.AsObject().Remove("MetadataUrl");
        });

        await AssertWholeJourneyAsync(gateway);

        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
    }

    [Fact]
    public async Task Without_a_document_tokens_of_another_issuer_open_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            Write(site, ["Authorization", "Token", "Jwks"]);
            site["Provider"]!["Issuer"] = "https://other.example";
            site["Provider"]!.AsObject().Remove("MetadataUrl");
        });
        gateway.Nats.Switches.AuthorizationResponse = sent => sent.Remove(sent.Single(one => one.Key == "iss"));
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, "id_token_issuer");
        Assert.Null(browser.SessionCookie);
    }

    [Fact]
    public async Task None_is_never_called()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Provider"]!["Endpoints"] = new JsonObject { ["UserInfo"] = "none", ["EndSession"] = "none", ["Revocation"] = "none" };
            site["Identity"] = new JsonObject { ["RemoteUserClaim"] = "sub" };
        });
        var alice = await gateway.SignedInAsync("alice");
        var other = await gateway.SignedInAsync("bob");

        var refused = await alice.GetAsync("/members/full/a.php");   // trial is a claim of userinfo
        var left = await alice.GetAsync(GatewayHost.Vanity + "?logout=/members/unauth.php");
        await other.GetAsync("/members/");

        Assert.Equal(401, refused.Status);
        Assert.Equal("/members/unauth.php", left.Header("Location"));
        Assert.Null(alice.SessionCookie);
        await gateway.StopAsync();   // waits for revocations
        Assert.All([NatsEndpoint.UserInfo, NatsEndpoint.EndSession, NatsEndpoint.Revocation], endpoint => Assert.Equal(0, gateway.Nats.Ledger.Count(endpoint)));
    }

    // Login, claims of userinfo, refresh, logout, revocation.
    private static async Task AssertWholeJourneyAsync(GatewayHost gateway)
    {
        var alice = gateway.NewBrowser();
        var page = await alice.SignInAsync("alice", "/members/full/a.php");
        gateway.Clock.Advance(TimeSpan.FromMinutes(4.5));
        await alice.GetAsync("/members/");
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Token, 2, TestContext.Current.CancellationToken);
        var left = await alice.GetAsync(GatewayHost.Vanity + "?logout=/members/unauth.php");
        await gateway.Nats.Ledger.ArrivedAsync(NatsEndpoint.Revocation, 2, TestContext.Current.CancellationToken);

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Assert.StartsWith(gateway.Nats.Issuer + NatsEndpoint.EndSessionPath + "?id_token_hint=", left.Header("Location"), StringComparison.Ordinal);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token"));
        gateway.AssertQuiet();
    }

    private static string IssuerOf(JsonObject site) => new Uri((string)site["Provider"]!["MetadataUrl"]!).GetLeftPart(UriPartial.Authority);

    private static void Write(JsonObject site, IEnumerable<string> settings) => site["Provider"]!["Endpoints"] =
        new JsonObject(All.Where(one => settings.Contains(one.Setting)).Select(one => KeyValuePair.Create(one.Setting, (JsonNode?)(IssuerOf(site) + one.Path))));
}
