using System.Net;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class SwitchesTests
{
    [Fact]
    public async Task Logins_and_refreshes_are_refused_and_the_refresh_token_is_not_spent()
    {
        await using var stage = await NatsStage.StartAsync();
        var token = (await stage.Client.LogInAsync())["refresh_token"]!.ToString();
        stage.Nats.Switches.RefuseLogins = "access_denied";
        stage.Nats.Switches.RefuseRefreshes = "invalid_grant";

        using var login = await stage.Client.AuthorizeAsync();
        var refresh = await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(token));
        stage.Nats.Switches.RefuseRefreshes = null;
        using var healed = await stage.Client.RefreshAsync(token);

        Assert.Equal("access_denied", LaxClient.Returned(login)["error"]);
        Assert.Equal("400 invalid_grant", refresh);
        Assert.Equal(HttpStatusCode.OK, healed.StatusCode);
    }

    [Fact]
    public async Task Hooks_change_what_is_sent()
    {
        await using var stage = await NatsStage.StartAsync();
        var switches = stage.Nats.Switches;
        switches.IdTokenHeader = header => header["typ"] = "logout+jwt";
        switches.IdTokenClaims = claims => claims["nonce"] = "another";
        switches.UserInfoClaims = claims => claims["trial"] = new System.Text.Json.Nodes.JsonArray("1", "0");
        switches.TokenResponse = json => json["expires_in"] = "soon";
        switches.MetadataDocument = json => json["issuer"] = "https://evil.example";
        switches.AuthorizationResponse = parameters => parameters.Add(KeyValuePair.Create("state", "twice"));

        using var returned = await stage.Client.AuthorizeAsync();
        var tokens = await stage.Client.LogInAsync();
        var userInfo = await LaxClient.TextAsync(await stage.Client.UserInfoAsync(tokens["access_token"]!.ToString()));
        var metadata = await LaxClient.JsonAsync(await stage.Client.GetAsync(NatsEndpoint.MetadataPath));

        Assert.EndsWith("&state=twice", returned.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("soon", tokens["expires_in"]!.ToString());
        Assert.Equal("another", stage.Nats.Keys.Read(tokens["id_token"]!.ToString())!["nonce"]!.ToString());
        Assert.Contains("logout+jwt", Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(tokens["id_token"]!.ToString().Split('.')[0]), StringComparison.Ordinal);
        Assert.Equal("""["1","0"]""", stage.Nats.Keys.Read(userInfo)!["trial"]!.ToJsonString());
        Assert.Equal("https://evil.example", metadata["issuer"]!.ToString());
    }

    [Fact]
    public async Task Signing_keys_rotate_with_the_old_one_published_withdrawn_or_replaced()
    {
        await using var stage = await NatsStage.StartAsync();
        var token = (await stage.Client.LogInAsync())["id_token"]!.ToString();
        var kid = stage.Nats.Keys.Current.Kid;

        stage.Nats.Switches.RotateSigningKey();
        var published = await KidsAsync(stage);
        var readable = stage.Nats.Keys.Read(token) is not null;
        stage.Nats.Keys.WithdrawOld();
        stage.Nats.Keys.ReplaceUnderSameKid();

        Assert.Equal(kid, published[1]);
        Assert.NotEqual(kid, published[0]);
        Assert.True(readable);
        Assert.Equal([published[0]], await KidsAsync(stage));
        Assert.Null(stage.Nats.Keys.Read(token));
    }

    [Fact]
    public async Task Refresh_tokens_stay_the_same_or_are_not_issued_at_all()
    {
        await using var stage = await NatsStage.StartAsync();
        var token = (await stage.Client.LogInAsync())["refresh_token"]!.ToString();
        stage.Nats.Switches.RotateRefreshTokens = false;
        stage.Nats.Switches.IdTokenAtRefresh = false;
        stage.Nats.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(7);

        var refreshed = await LaxClient.JsonAsync(await stage.Client.RefreshAsync(token));
        var again = await LaxClient.JsonAsync(await stage.Client.RefreshAsync(token));
        stage.Nats.Switches.IssueRefreshTokens = false;
        var without = await stage.Client.LogInAsync();

        Assert.Equal(token, refreshed["refresh_token"]!.ToString());
        Assert.Equal(token, again["refresh_token"]!.ToString());
        Assert.Equal(7, (int)refreshed["expires_in"]!);
        Assert.False(refreshed.ContainsKey("id_token"));
        Assert.False(without.ContainsKey("refresh_token"));
    }

    [Fact]
    public async Task An_OP_that_does_not_know_PKCE_looks_at_none_of_it()
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.KnowsPkce = false;

        using var response = await stage.Client.RedeemAsync(await stage.Client.CodeAsync(), verifier: "wrong");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Tokens_die_early_when_told_to()
    {
        await using var stage = await NatsStage.StartAsync();
        var tokens = await stage.Client.LogInAsync();

        stage.Nats.Grants.ForgetAccessTokens();
        using var forgotten = await stage.Client.UserInfoAsync(tokens["access_token"]!.ToString());
        var refreshed = await LaxClient.JsonAsync(await stage.Client.RefreshAsync(tokens["refresh_token"]!.ToString()));
        stage.Nats.Grants.EndAllOf(stage.Nats.Members["alice"]);

        Assert.Equal(HttpStatusCode.Unauthorized, forgotten.StatusCode);
        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(refreshed["refresh_token"]!.ToString())));
    }

    [Fact]
    public async Task Reset_ends_every_misbehaviour()
    {
        await using var stage = await NatsStage.StartAsync();
        var switches = stage.Nats.Switches;
        (switches.Down, switches.RefuseLogins, switches.AccessTokenLifetime) = (true, "access_denied", TimeSpan.FromSeconds(1));
        switches.Token.Drop();
        switches.TokenResponse = json => json.Clear();

        switches.Reset();
        switches.AutoLogin = "alice";

        Assert.Equal(60, (int)(await stage.Client.LogInAsync())["expires_in"]!);
    }

    private static async Task<List<string>> KidsAsync(NatsStage stage) =>
        [.. (await LaxClient.JsonAsync(await stage.Client.GetAsync(NatsEndpoint.JwksPath)))["keys"]!.AsArray().Select(key => key!["kid"]!.ToString())];
}
