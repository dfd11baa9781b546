using System.Net;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class SwitchPageTests
{
    [Fact]
    public async Task The_form_moves_members_and_behaviour_and_shows_it()
    {
        await using var stage = await NatsStage.StartAsync();

        using var applied = await PostAsync(stage, new()
        {
            ["do"] = "apply",
            ["trial-bob"] = "0",
            ["refuse-logins"] = "on",
            ["refuse-refreshes"] = "on",
            ["down"] = "on",
            ["slow"] = "3",
        });
        var page = await LaxClient.TextAsync(await stage.Client.GetAsync(applied.Headers.Location!.OriginalString));

        Assert.Equal(HttpStatusCode.SeeOther, applied.StatusCode);
        Assert.Equal("0", stage.Nats.Members["bob"].Claims["trial"]!.ToString());
        Assert.Equal("access_denied", stage.Nats.Switches.RefuseLogins);
        Assert.Equal("invalid_grant", stage.Nats.Switches.RefuseRefreshes);
        Assert.True(stage.Nats.Switches.Down);
        Assert.Equal(TimeSpan.FromSeconds(3), stage.Nats.Switches.Slowness);
        Assert.Contains("""name="trial-bob" value="0" checked""", page, StringComparison.Ordinal);
        Assert.Contains("""role="status">Done.""", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_ticked_is_switched_off()
    {
        await using var stage = await NatsStage.StartAsync();
        (stage.Nats.Switches.Down, stage.Nats.Switches.RefuseLogins) = (true, "access_denied");

        using var applied = await PostAsync(stage, new() { ["do"] = "apply", ["slow"] = "0" });

        Assert.False(stage.Nats.Switches.Down);
        Assert.Null(stage.Nats.Switches.RefuseLogins);
    }

    [Fact]
    public async Task One_button_puts_everything_back_and_another_makes_a_new_key()
    {
        await using var stage = await NatsStage.StartAsync();
        var kid = stage.Nats.Keys.Current.Kid;
        stage.Nats.Members["alice"].Claims["trial"] = "1";
        stage.Nats.Switches.Down = true;

        using var reset = await PostAsync(stage, new() { ["do"] = "reset", ["trial-alice"] = "1", ["down"] = "on" });
        using var rotated = await PostAsync(stage, new() { ["do"] = "rotate" });

        Assert.False(stage.Nats.Members["alice"].IsTrial);
        Assert.False(stage.Nats.Switches.Down);
        Assert.NotEqual(kid, stage.Nats.Keys.Current.Kid);
    }

    [Fact]
    public async Task Another_site_in_the_same_browser_moves_nothing()
    {
        await using var stage = await NatsStage.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, stage.Nats.SwitchesUrl)
        {
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
            Content = new FormUrlEncodedContent([KeyValuePair.Create("down", "on")]),
        };

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(stage.Nats.Switches.Down);
    }

    [Fact]
    public async Task The_last_calls_can_be_watched()
    {
        await using var stage = await NatsStage.StartAsync();
        await stage.Client.LogInAsync();

        var page = await LaxClient.TextAsync(await stage.Client.GetAsync(NatsEndpoint.SwitchesPath));

        Assert.Contains("<td>12:00:00</td><td>token authorization_code</td><td>200</td>", page, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(NatsStage stage, Dictionary<string, string?> form) =>
        stage.Client.PostAsync(NatsEndpoint.SwitchesPath, form);
}
