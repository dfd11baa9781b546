using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>An id token that is not the OP's word, for us, now, gives no session, and userinfo is not even asked.</summary>
public sealed class IdTokenForgeryTests(LoginStage stage) : IClassFixture<LoginStage>
{
    [Theory]
    [MemberData(nameof(Lies.Of), "A59", MemberType = typeof(Lies))]
    public Task A59_A_strangers_signature_under_the_right_name_is_refused_after_one_look_at_the_keys(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A60", MemberType = typeof(Lies))]
    public Task A60_An_unsigned_token_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A61", MemberType = typeof(Lies))]
    public Task A61_A_shared_secret_never_signs_and_no_public_key_becomes_one(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A61_A_secret_that_is_missing_or_empty_is_no_key(string? secret)
    {
        await using var gateway = await GatewayHost.StartAsync(
            site =>
            {
                var provider = site["Provider"]!.AsObject();
                provider["ClientAuthentication"] = "none";
                if (secret is null) provider.Remove("ClientSecret");
                else provider["ClientSecret"] = secret;
            },
            nats: options => options with { Clients = [.. options.Clients.Select(client => client with { Authentication = "none" })] });
        await gateway.SignedInAsync("alice");   // an honest token is taken there
        Lies.Named("A61: HS256 with an empty key").Tell(gateway.Nats);

        await RefusedLogin.AssertAsync(gateway, "id_token_algorithm");
    }

    [Theory]
    [MemberData(nameof(Lies.Of), "A63", MemberType = typeof(Lies))]
    public Task A63_Another_algorithm_than_the_configured_one_is_refused_whoever_signed(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A65", MemberType = typeof(Lies))]
    public Task A65_An_extension_that_must_be_understood_is_not(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A66", MemberType = typeof(Lies))]
    public Task A66_A_key_that_comes_with_the_token_does_not_count(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A76", MemberType = typeof(Lies))]
    public Task A76_Another_issuer_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A77", MemberType = typeof(Lies))]
    public Task A77_Another_audience_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A78", MemberType = typeof(Lies))]
    public Task A78_The_comma_list_is_never_split(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A80", MemberType = typeof(Lies))]
    public Task A80_A_token_without_a_good_end_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A81", MemberType = typeof(Lies))]
    public Task A81_A_token_from_another_time_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A83", MemberType = typeof(Lies))]
    public Task A83_A_token_without_a_usable_subject_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A84", MemberType = typeof(Lies))]
    public Task A84_Another_nonce_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A85", MemberType = typeof(Lies))]
    public Task A85_A_wrong_hash_of_the_access_token_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A86", MemberType = typeof(Lies))]
    public Task A86_An_encrypted_token_is_refused_and_not_opened(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A87", MemberType = typeof(Lies))]
    public Task A87_A_token_that_is_work_to_open_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A87", MemberType = typeof(Lies))]
    public async Task A87_It_is_refused_before_a_key_is_known_and_costs_the_processor_less_than_50_ms(string lie)
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var cold = await gateway.StartNodeAsync();
        Lies.Named(lie).Tell(gateway.Nats);
        var browser = gateway.NewBrowser();
        await browser.GetAsync(await browser.ReachCallbackAsync("alice"));
        var token = JsonNode.Parse(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Body!)!["id_token"]!.GetValue<string>();
        gateway.Nats.Ledger.Clear();
        var (verifier, settings) = (cold.Services.GetRequiredService<TokenVerifier>(), cold.Configuration.Sites.All.Single().Provider);

        // The second of two: the first compiles. Nothing is awaited, so that one thread did all of it.
        var (spent, verdict) = (TimeSpan.Zero, Task.FromResult(default(VerifiedToken)));
        for (var i = 0; i < 2; i++)
        {
            var before = ThreadWork.SoFar();
            verdict = verifier.VerifyIdTokenAsync(settings, token, TestContext.Current.CancellationToken);
            spent = ThreadWork.SoFar() - before;
            Assert.True(verdict.IsCompletedSuccessfully);
        }

        Assert.Equal("id_token_form", (await verdict).Refusal);
        Assert.InRange(spent, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        Assert.Empty(gateway.Nats.Ledger.Calls);
    }

    [Theory]
    [MemberData(nameof(Lies.Of), "A88", MemberType = typeof(Lies))]
    public Task A88_A_name_that_stands_twice_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A89", MemberType = typeof(Lies))]
    public Task A89_What_is_too_deep_or_too_large_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A90", MemberType = typeof(Lies))]
    public Task A90_What_is_no_object_of_clean_text_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A91", MemberType = typeof(Lies))]
    public Task A91_Another_spelling_than_the_canonical_one_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A93", MemberType = typeof(Lies))]
    public Task A93_Another_type_of_token_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A67", MemberType = typeof(Lies))]
    public async Task A67_A_strange_key_name_is_looked_up_as_it_stands_and_cut_in_the_log(string lie)
    {
        var told = Lies.Named(lie);
        await using var gateway = await GatewayHost.StartAsync();
        told.Tell(gateway.Nats);

        await RefusedLogin.AssertAsync(gateway, told.Reason, keyReads: 1);

        var detail = Assert.Single(gateway.Log.Warnings).Text.Split("detail=\"kid=")[1];
        Assert.InRange(detail.Length, 2, 64 + "\\u2026\"".Length);
        Assert.DoesNotContain(detail, char.IsControl);
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task A66_The_address_of_a_key_in_the_token_is_never_called(string name)
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        await using var gateway = await GatewayHost.StartAsync();
        Forge.IdToken(gateway.Nats, (_, claims) => Forge.Compact(
            $$"""{"alg":"RS256","kid":"forger","{{name}}":"http://{{elsewhere.LocalEndpoint}}/"}""", Forge.Text(claims), text => ForgersKey.Rsa.Sign("RS256", text)));

        await RefusedLogin.AssertAsync(gateway, "id_token_key_unknown", keyReads: 1);

        Assert.False(elsewhere.Pending(), "somebody called");
    }

    [Fact]
    public async Task A77_A_token_of_one_sites_client_opens_no_other_site()
    {
        await using var gateway = await GatewayHost.StartAsync(
            file: json =>
            {
                var other = json["Sites"]!["a"]!.DeepClone();
                (other["Origins"], other["Provider"]!["ClientId"]) = (new JsonArray("https://b.example"), "4,5,6");
                json["Sites"]!["b"] = other;
            },
            nats: options => options with
            {
                Clients = [.. options.Clients, new NatsClient("4,5,6", GatewayHost.ClientSecret) { RedirectUris = ["https://b.example" + GatewayHost.Vanity] }],
            });
        await gateway.NewBrowser("https://b.example").SignInAsync("alice");
        var stolen = JsonNode.Parse(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Body!)!["id_token"]!.GetValue<string>();
        gateway.Nats.Switches.TokenResponse = answer => answer["id_token"] = stolen;

        await RefusedLogin.AssertAsync(gateway, "id_token_audience");
    }

    [Fact]
    public async Task A84_The_nonce_of_the_browsers_login_before_is_refused()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();
        await browser.SignInAsync("alice");
        var first = gateway.Nats.Keys.Read(JsonNode.Parse(Assert.Single(gateway.Nats.Ledger.Of(NatsEndpoint.Token)).Body!)!["id_token"]!.GetValue<string>())!;
        gateway.Nats.Switches.IdTokenClaims = claims => claims["nonce"] = first["nonce"]!.DeepClone();

        await RefusedLogin.AssertAsync(gateway, browser, "id_token_nonce", 400);
    }
}
