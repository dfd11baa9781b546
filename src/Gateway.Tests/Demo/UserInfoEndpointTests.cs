using System.Net;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class UserInfoEndpointTests
{
    [Fact]
    public async Task Userinfo_is_a_signed_token_for_the_client()
    {
        await using var stage = await NatsStage.StartAsync();
        var access = (await stage.Client.LogInAsync())["access_token"]!.ToString();

        using var response = await stage.Client.UserInfoAsync(access);

        Assert.Equal("application/jwt", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            $$"""{"iss":"{{stage.Nats.Issuer}}","aud":"1,2,3","sub":"member-1001","username":"alice","trial":"0","status":"1","email":"alice@members.example"}""",
            stage.Nats.Keys.Read(await LaxClient.TextAsync(response))!.ToJsonString());
    }

    [Fact]
    public async Task Userinfo_is_plain_where_the_client_wants_it_so()
    {
        await using var stage = await NatsStage.StartAsync(new() { Clients = [LaxClient.Registration with { SignedUserInfo = false }] });
        stage.Nats.Switches.AutoLogin = "nina";
        var access = (await stage.Client.LogInAsync())["access_token"]!.ToString();

        var json = await LaxClient.JsonAsync(await stage.Client.UserInfoAsync(access));

        Assert.Equal("""{"sub":"member-1004","trial":"0","status":"1","email":"nina@members.example"}""", json.ToJsonString());
    }

    [Theory]
    [InlineData("alice", "0", "1")]
    [InlineData("bob", "1", "1")]
    [InlineData("carol", "0", "2")]
    public void Members_come_in_kinds(string name, string trial, string status)
    {
        var claims = new NatsMembers()[name].Claims;

        Assert.Equal(trial, claims["trial"]!.ToString());
        Assert.Equal(status, claims["status"]!.ToString());
    }

    [Fact]
    public async Task An_access_token_dies_of_age()
    {
        await using var stage = await NatsStage.StartAsync();
        var access = (await stage.Client.LogInAsync())["access_token"]!.ToString();

        stage.Clock.Advance(TimeSpan.FromSeconds(60));

        using var response = await stage.Client.UserInfoAsync(access);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task An_access_token_in_the_query_is_refused()
    {
        await using var stage = await NatsStage.StartAsync();
        var access = (await stage.Client.LogInAsync())["access_token"]!.ToString();

        var response = await stage.Client.GetAsync($"{NatsEndpoint.UserInfoPath}?access_token={access}");

        Assert.Equal("400 invalid_request", await LaxClient.RefusalAsync(response));
    }

    [Fact]
    public async Task A_changed_claim_shows_at_the_next_call()
    {
        await using var stage = await NatsStage.StartAsync();
        var access = (await stage.Client.LogInAsync())["access_token"]!.ToString();

        stage.Nats.Members["alice"].Claims["trial"] = 1;
        stage.Nats.Members["alice"].Claims.Remove("status");

        var claims = stage.Nats.Keys.Read(await LaxClient.TextAsync(await stage.Client.UserInfoAsync(access)))!;
        Assert.Equal("1", claims["trial"]!.ToJsonString());
        Assert.False(claims.ContainsKey("status"));
    }
}
