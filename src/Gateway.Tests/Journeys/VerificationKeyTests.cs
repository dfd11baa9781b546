using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Keys of the OP that the owner has by himself.</summary>
public sealed class VerificationKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_of_the_owner_verifies_what_the_OPs_own_set_cannot(bool hasId)
    {
        var id = hasId ? SigningKey.OfThisProcess().Kid + "#" : "";
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["VerificationKeys"] = new JsonArray(id + Write(SigningKey.OfThisProcess())));
        PublishAnother(gateway);

        var page = await gateway.NewBrowser().SignInAsync("alice");

        Assert.Equal("upstream:/members/", page.Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Reload_asks_an_OP_that_is_known_nothing_anew()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["VerificationKeys"] = new JsonArray(Write(SigningKey.OfThisProcess())));
        await gateway.SignedInAsync("alice");

        Assert.True((await gateway.ReloadAsync(site => site["Login"] = new JsonObject { ["StateTimeout"] = "4m" })).IsApplied);
        await gateway.SignedInAsync("bob");

        Assert.Equal((1, 1), (gateway.Nats.Ledger.Count(NatsEndpoint.Metadata), gateway.Nats.Ledger.Count(NatsEndpoint.Jwks)));
    }

    [Fact]
    public async Task Key_of_somebody_else_verifies_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["VerificationKeys"] = new JsonArray(Write(SigningKey.Fresh())));
        PublishAnother(gateway);
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, "id_token_signature");
        Assert.Null(browser.SessionCookie);
    }

    [Fact]
    public async Task Key_of_the_OPs_own_set_wins_where_the_id_is_the_same()
    {
        var kid = SigningKey.OfThisProcess().Kid;
        await using var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["VerificationKeys"] = new JsonArray($"{kid}#{Write(SigningKey.OfThisProcess())}"));
        gateway.Nats.Switches.Jwks.Body = _ => new JsonObject { ["keys"] = new JsonArray(SigningKey.Fresh(kid).ToJwk()) }.ToJsonString();
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, "id_token_signature");
    }

    [Fact]
    public async Task Without_an_address_of_keys_those_of_the_owner_are_all_there_are()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            var issuer = new Uri((string)site["Provider"]!["MetadataUrl"]!).GetLeftPart(UriPartial.Authority);
            site["Provider"]!["VerificationKeys"] = new JsonArray(Write(SigningKey.OfThisProcess()));
            site["Provider"]!["Issuer"] = issuer;
            site["Provider"]!["Endpoints"] = new JsonObject { ["Authorization"] = issuer + NatsEndpoint.AuthorizePath, ["Token"] = issuer + NatsEndpoint.TokenPath, ["UserInfo"] = issuer + NatsEndpoint.UserInfoPath };
            site["Provider"]!.AsObject().Remove("MetadataUrl");
        });

        var page = await gateway.NewBrowser().SignInAsync("alice", "/members/full/a.php");
        gateway.Nats.Switches.RotateSigningKey();
        var other = gateway.NewBrowser();
        var refused = await other.GetAsync(await other.ReachCallbackAsync("bob"));

        Assert.Equal("upstream:/members/full/a.php", page.Text);
        Proof.ErrorPage(gateway, refused, 502, "id_token_signature");
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    // The set that is read holds a key that signs nothing.
    private static void PublishAnother(GatewayHost gateway) =>
        gateway.Nats.Switches.Jwks.Body = _ => new JsonObject { ["keys"] = new JsonArray(SigningKey.Fresh("other").ToJwk()) }.ToJsonString();

    private string Write(SigningKey key)
    {
        var path = Path.Combine(_folder, key.Kid + ".pem");
        File.WriteAllText(path, key.ToPem());
        return path;
    }
}
