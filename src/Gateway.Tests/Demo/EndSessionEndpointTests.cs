using System.Net;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class EndSessionEndpointTests
{
    [Theory]
    [InlineData("http://localhost:8080/bye")]
    [InlineData("http://127.0.0.1:8080/any/page?x=1")]
    public async Task The_browser_returns_to_a_registered_address(string target)
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await EndAsync(stage, await HintAsync(stage), target);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(target, response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("http://localhost:8080/bye/")]
    [InlineData("http://localhost:8080/other")]
    [InlineData("http://127.0.0.1:8080@evil.example/")]
    [InlineData("http://127.0.0.1:80801/")]
    [InlineData("https://127.0.0.1:8080/")]
    [InlineData("/relative")]
    public async Task An_address_that_is_not_registered_is_refused(string target)
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await EndAsync(stage, await HintAsync(stage), target);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a.b.c")]
    [InlineData("rubbish")]
    public async Task Nobody_is_sent_anywhere_without_an_id_token_of_ours(string? hint)
    {
        await using var stage = await NatsStage.StartAsync();

        using var response = await EndAsync(stage, hint, "http://localhost:8080/bye");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_hint_about_another_member_leaves_the_browser_signed_in()
    {
        await using var stage = await NatsStage.StartAsync();
        var hint = await HintAsync(stage);
        stage.Nats.Switches.AutoLogin = null;
        using var picked = await stage.Client.PostAsync(NatsEndpoint.LoginPath, new()
        {
            ["request"] = Parameters.Write(LaxClient.AuthorizationRequest().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))),
            ["member"] = "bob",
        });

        using var ended = await EndAsync(stage, hint, "http://localhost:8080/bye");

        using var again = await stage.Client.AuthorizeAsync("prompt", "none");
        Assert.NotNull(LaxClient.Returned(again)["code"]);
    }

    private static async Task<string> HintAsync(NatsStage stage) => (await stage.Client.LogInAsync())["id_token"]!.ToString();

    private static Task<HttpResponseMessage> EndAsync(NatsStage stage, string? hint, string target) => stage.Client.GetAsync(
        $"{NatsEndpoint.EndSessionPath}?post_logout_redirect_uri={Uri.EscapeDataString(target)}{(hint is null ? "" : "&id_token_hint=" + hint)}");
}
