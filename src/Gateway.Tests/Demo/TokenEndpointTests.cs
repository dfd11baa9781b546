using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class TokenEndpointTests
{
    [Fact]
    public async Task A_code_is_worth_tokens_and_an_id_token_with_every_claim()
    {
        await using var stage = await NatsStage.StartAsync();

        var tokens = await stage.Client.LogInAsync();

        Assert.Equal("Bearer", tokens["token_type"]!.ToString());
        Assert.Equal(60, (int)tokens["expires_in"]!);
        Assert.NotNull(tokens["refresh_token"]);
        var claims = stage.Nats.Keys.Read(tokens["id_token"]!.ToString())!;
        var now = stage.Clock.GetUtcNow().ToUnixTimeSeconds();
        var hash = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(tokens["access_token"]!.ToString()))[..16]);
        Assert.Equal(
            $$"""{"iss":"{{stage.Nats.Issuer}}","sub":"member-1001","aud":"1,2,3","exp":{{now + 300}},"iat":{{now}},"auth_time":{{now}},"at_hash":"{{hash}}","nonce":"some nonce"}""",
            claims.ToJsonString());
    }

    [Fact]
    public async Task A_code_brought_twice_is_refused_and_ends_what_it_gave()
    {
        await using var stage = await NatsStage.StartAsync();
        var code = await stage.Client.CodeAsync();
        var tokens = await LaxClient.JsonAsync(await stage.Client.RedeemAsync(code));

        var second = await LaxClient.RefusalAsync(await stage.Client.RedeemAsync(code));

        Assert.Equal("400 invalid_grant", second);
        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(tokens["refresh_token"]!.ToString())));
        using var userInfo = await stage.Client.UserInfoAsync(tokens["access_token"]!.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, userInfo.StatusCode);
    }

    [Fact]
    public async Task A_code_dies_of_age()
    {
        await using var stage = await NatsStage.StartAsync();
        var code = await stage.Client.CodeAsync();

        stage.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await stage.Client.RedeemAsync(code)));
    }

    [Theory]
    [InlineData(LaxClient.RedirectUri, "another-verifier-of-at-least-forty-three-characters")]
    [InlineData(LaxClient.RedirectUri, null)]
    [InlineData("http://localhost:8080/", LaxClient.Verifier)]
    public async Task A_code_is_bound_to_verifier_and_redirect_uri(string redirectUri, string? verifier)
    {
        await using var stage = await NatsStage.StartAsync();
        var code = await stage.Client.CodeAsync();

        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await stage.Client.RedeemAsync(code, redirectUri, verifier)));
    }

    [Fact]
    public async Task A_code_is_bound_to_its_client()
    {
        await using var stage = await NatsStage.StartAsync();
        var other = new NatsClient("7", "seven");
        stage.Nats.Clients.Put(other);
        using var thief = new LaxClient(stage.Nats) { Client = other };

        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await thief.RedeemAsync(await stage.Client.CodeAsync())));
    }

    public static TheoryData<string> WrongCredentials() =>
    [
        LaxClient.Basic("1,2,3", "wrong"),
        LaxClient.Basic("1", "s:p&%+ü"),
        LaxClient.RawBasic("1,2,3:s%3Ap%26%25%2B%C3%BC"),   // the comma not encoded
        LaxClient.RawBasic("1%2C2%2C3"),
        "Basic !",
        "Bearer abc",
        "",
    ];

    [Theory]
    [MemberData(nameof(WrongCredentials))]
    public async Task A_client_that_does_not_prove_itself_is_refused(string authorization)
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await stage.Client.TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = "x" }, authorization);

        Assert.NotEmpty(response.Headers.WwwAuthenticate);
        Assert.Equal("401 invalid_client", await LaxClient.RefusalAsync(response));
    }

    [Fact]
    public async Task A_secret_in_the_body_is_refused()
    {
        await using var stage = await NatsStage.StartAsync();

        var response = await stage.Client.TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = "x", ["client_secret"] = "s:p&%+ü" });

        Assert.Equal("401 invalid_client", await LaxClient.RefusalAsync(response));
    }

    [Theory]
    [InlineData("password", "unsupported_grant_type")]
    [InlineData(null, "invalid_request")]
    [InlineData("authorization_code", "invalid_request")]
    [InlineData("refresh_token", "invalid_request")]
    public async Task A_request_that_lacks_what_it_needs_is_refused(string? grantType, string error)
    {
        await using var stage = await NatsStage.StartAsync();

        Assert.Equal("400 " + error, await LaxClient.RefusalAsync(await stage.Client.TokenAsync(new() { ["grant_type"] = grantType })));
    }

    [Fact]
    public async Task Refresh_tokens_rotate_and_a_spent_one_ends_the_grant()
    {
        await using var stage = await NatsStage.StartAsync();
        var first = (await stage.Client.LogInAsync())["refresh_token"]!.ToString();

        var refreshed = await LaxClient.JsonAsync(await stage.Client.RefreshAsync(first));
        var reused = await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(first));
        var after = await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(refreshed["refresh_token"]!.ToString()));

        Assert.NotEqual(first, refreshed["refresh_token"]!.ToString());
        Assert.Null(stage.Nats.Keys.Read(refreshed["id_token"]!.ToString())!["nonce"]);
        Assert.Equal("400 invalid_grant", reused);
        Assert.Equal("400 invalid_grant", after);
    }

    [Fact]
    public async Task Twenty_refreshes_with_one_token_at_once_succeed_once()
    {
        await using var stage = await NatsStage.StartAsync();
        var token = (await stage.Client.LogInAsync())["refresh_token"]!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stage.Client.RefreshAsync(token)));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_revoked_refresh_token_takes_its_grant_along()
    {
        await using var stage = await NatsStage.StartAsync();
        var tokens = await stage.Client.LogInAsync();

        using var revoked = await stage.Client.RevokeAsync(tokens["refresh_token"]!.ToString());
        using var unknown = await stage.Client.RevokeAsync("unknown");

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(tokens["refresh_token"]!.ToString())));
        using var userInfo = await stage.Client.UserInfoAsync(tokens["access_token"]!.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, userInfo.StatusCode);
    }

    [Fact]
    public async Task A_revocation_needs_the_client()
    {
        await using var stage = await NatsStage.StartAsync();

        var response = await stage.Client.PostAsync(NatsEndpoint.RevocationPath, new() { ["token"] = "x" });

        Assert.Equal("401 invalid_client", await LaxClient.RefusalAsync(response));
    }
}
