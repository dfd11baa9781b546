using System.Net;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class AuthorizeEndpointTests
{
    [Fact]
    public async Task A_correct_request_of_a_known_member_goes_back_with_code_state_and_issuer()
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await stage.Client.AuthorizeAsync();

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.StartsWith(LaxClient.RedirectUri + "?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var returned = LaxClient.Returned(response);
        Assert.Equal(["code", "state", "iss"], returned.Select(pair => pair.Key));
        Assert.Equal("some state", returned["state"]);
        Assert.Equal(stage.Nats.Issuer, returned["iss"]);
    }

    [Theory]
    [InlineData("redirect_uri", "http://localhost:8080/members/vanity.php/")]
    [InlineData("redirect_uri", "http://LOCALHOST:8080/members/vanity.php")]
    [InlineData("redirect_uri", "http://localhost:8080/members/vanity.php?x=1")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "1")]
    [InlineData("client_id", null)]
    public async Task A_wrong_client_or_redirect_uri_redirects_nobody(string parameter, string? value)
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await stage.Client.AuthorizeAsync(parameter, value);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    [Theory]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("scope", "profile", "invalid_scope")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("request_uri", "https://evil.example", "request_uri_not_supported")]
    public async Task Other_faults_go_back_to_the_client(string parameter, string? value, string error)
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await stage.Client.AuthorizeAsync(parameter, value);

        var returned = LaxClient.Returned(response);
        Assert.Equal(error, returned["error"]);
        Assert.Equal("some state", returned["state"]);
        Assert.Equal(stage.Nats.Issuer, returned["iss"]);
        Assert.Null(returned["code"]);
    }

    [Fact]
    public async Task A_doubled_parameter_redirects_nobody()
    {
        await using var stage = await NatsStage.StartAsync();
        var request = Parameters.Write(LaxClient.AuthorizationRequest().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)));

        using var response = await stage.Client.GetAsync($"{NatsEndpoint.AuthorizePath}?{request}&scope=openid");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_member_picked_on_the_login_page_need_not_pick_again_until_the_end_session()
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.AutoLogin = null;

        var page = await LaxClient.TextAsync(await stage.Client.AuthorizeAsync());
        using var picked = await PickAsync(stage, "bob");
        using var second = await stage.Client.AuthorizeAsync();
        using var prompted = await stage.Client.AuthorizeAsync("prompt", "login");
        var tokens = await LaxClient.JsonAsync(await stage.Client.RedeemAsync(LaxClient.Returned(picked)["code"]!));
        await LaxClient.TextAsync(await stage.Client.GetAsync($"{NatsEndpoint.EndSessionPath}?id_token_hint={tokens["id_token"]}"));
        using var silent = await stage.Client.AuthorizeAsync("prompt", "none");

        Assert.Contains("value=\"bob\"", page, StringComparison.Ordinal);
        Assert.NotNull(LaxClient.Returned(second)["code"]);
        Assert.Equal(HttpStatusCode.OK, prompted.StatusCode);
        Assert.Equal("member-1002", stage.Nats.Keys.Read(tokens["id_token"]!.ToString())!["sub"]!.ToString());
        Assert.Equal("login_required", LaxClient.Returned(silent)["error"]);
    }

    [Fact]
    public async Task An_unknown_name_shows_the_page_again_with_the_name_encoded()
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await PickAsync(stage, "<script>eve");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await LaxClient.TextAsync(response);
        Assert.Contains("&lt;script&gt;eve", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turning_back_at_the_login_page_is_access_denied()
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await stage.Client.PostAsync(NatsEndpoint.LoginPath, new() { ["request"] = Request(), ["cancel"] = "yes" });

        Assert.Equal("access_denied", LaxClient.Returned(response)["error"]);
    }

    private static Task<HttpResponseMessage> PickAsync(NatsStage stage, string member) =>
        stage.Client.PostAsync(NatsEndpoint.LoginPath, new() { ["request"] = Request(), ["member"] = member });

    private static string Request() =>
        "?" + Parameters.Write(LaxClient.AuthorizationRequest().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)));
}
