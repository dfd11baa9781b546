using System.Net;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

/// <summary>Any one endpoint of the simulated NATS can be made to fail, to be slow or to say something else.</summary>
public sealed class EndpointSwitchTests
{
    private static readonly Dictionary<string, string> Paths = new()
    {
        [NatsEndpoint.Metadata] = NatsEndpoint.MetadataPath,
        [NatsEndpoint.Jwks] = NatsEndpoint.JwksPath,
        [NatsEndpoint.Authorize] = NatsEndpoint.AuthorizePath,
        [NatsEndpoint.Token] = NatsEndpoint.TokenPath,
        [NatsEndpoint.UserInfo] = NatsEndpoint.UserInfoPath,
        [NatsEndpoint.Revocation] = NatsEndpoint.RevocationPath,
        [NatsEndpoint.EndSession] = NatsEndpoint.EndSessionPath,
    };

    public static TheoryData<string> Endpoints() => [.. Paths.Keys];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Any_endpoint_fails_with_any_status_and_body(string endpoint)
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.Of(endpoint).Fail(429, "<p>busy", "text/html", times: 1);

        using var failed = await CallAsync(stage, endpoint);
        using var healed = await CallAsync(stage, endpoint);

        Assert.Equal(HttpStatusCode.TooManyRequests, failed.StatusCode);
        Assert.Equal("text/html", failed.Content.Headers.ContentType!.ToString());
        Assert.Equal("<p>busy", await LaxClient.TextAsync(failed));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, healed.StatusCode);
        Assert.Equal(429, stage.Nats.Ledger.Of(endpoint)[0].Status);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Any_endpoint_drops_the_connection(string endpoint)
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.Of(endpoint).Drop();

        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(stage, endpoint));
        Assert.Equal(0, stage.Nats.Ledger.Of(endpoint)[0].Status);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Any_endpoint_holds_its_calls_until_the_latch_opens(string endpoint)
    {
        await using var stage = await NatsStage.StartAsync();
        var latch = stage.Nats.Switches.Of(endpoint).Hold();

        var calls = Enumerable.Range(0, 3).Select(_ => CallAsync(stage, endpoint)).ToList();
        await latch.ArrivedAsync(3, TestContext.Current.CancellationToken);
        var waiting = calls.Count(call => !call.IsCompleted);
        latch.Open();
        await Task.WhenAll(calls);

        Assert.Equal(3, waiting);
        Assert.Equal(3, stage.Nats.Ledger.Count(endpoint));
    }

    [Fact]
    public async Task A_call_that_is_never_answered_ends_when_the_caller_gives_up_or_NATS_stops()
    {
        var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.Jwks.NeverAnswer();

        var call = CallAsync(stage, NatsEndpoint.Jwks);
        await stage.Nats.Ledger.ArrivedAsync(NatsEndpoint.Jwks, 1, TestContext.Current.CancellationToken);
        stage.Clock.Advance(TimeSpan.FromHours(1));
        var answered = call.IsCompleted;
        await stage.Nats.DisposeAsync();

        Assert.False(answered);
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task A_slow_endpoint_answers_when_its_time_has_come()
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.Metadata.Delay(TimeSpan.FromSeconds(5));
        var slow = CallAsync(stage, NatsEndpoint.Metadata);
        await stage.Nats.Ledger.ArrivedAsync(NatsEndpoint.Metadata, 1, TestContext.Current.CancellationToken);

        var early = slow.IsCompleted;
        await AdvanceUntilAsync(stage, slow);

        Assert.False(early);
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
    }

    [Fact]
    public async Task A_dripping_endpoint_sends_byte_after_byte_as_time_goes_on()
    {
        await using var stage = await NatsStage.StartAsync();
        var whole = await LaxClient.TextAsync(await CallAsync(stage, NatsEndpoint.Jwks));
        stage.Nats.Switches.Jwks.Drip(TimeSpan.FromSeconds(1));
        var dripping = LaxClient.TextAsync(await stage.Client.GetFirstByteAsync(NatsEndpoint.JwksPath));

        var early = dripping.IsCompleted;
        await AdvanceUntilAsync(stage, dripping);

        Assert.False(early);
        Assert.Equal(whole, await dripping);
    }

    [Fact]
    public async Task A_lost_answer_has_done_its_work()
    {
        await using var stage = await NatsStage.StartAsync();
        var token = (await stage.Client.LogInAsync())["refresh_token"]!.ToString();
        stage.Nats.Switches.Token.LoseAnswer(times: 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => stage.Client.RefreshAsync(token));

        Assert.Equal("400 invalid_grant", await LaxClient.RefusalAsync(await stage.Client.RefreshAsync(token)));
    }

    [Fact]
    public async Task A_held_answer_has_done_its_work()
    {
        await using var stage = await NatsStage.StartAsync();
        var token = (await stage.Client.LogInAsync())["refresh_token"]!.ToString();
        var latch = stage.Nats.Switches.Token.HoldAnswer(times: 1);

        var held = stage.Client.RefreshAsync(token);
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        stage.Nats.Members["alice"].Claims["trial"] = "1";
        latch.Open();

        Assert.NotNull((await LaxClient.JsonAsync(await held))["access_token"]);
        Assert.Equal(2, stage.Nats.Ledger.Count(NatsEndpoint.Token));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Down_is_503_everywhere(string endpoint)
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.Down = true;

        using var response = await CallAsync(stage, endpoint);
        using var page = await stage.Client.GetAsync(NatsEndpoint.SwitchesPath);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Text_type_and_headers_of_a_good_answer_can_be_anything()
    {
        await using var stage = await NatsStage.StartAsync();
        stage.Nats.Switches.Jwks.Body = text => "\uFEFF" + text;
        stage.Nats.Switches.Jwks.ContentType = "";
        stage.Nats.Switches.Jwks.Headers = [KeyValuePair.Create("Set-Cookie", "op=1")];

        using var response = await stage.Client.GetAsync(NatsEndpoint.JwksPath);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Null(response.Content.Headers.ContentType);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(["op=1"], response.Headers.GetValues("Set-Cookie"));
    }

    private static Task<HttpResponseMessage> CallAsync(NatsStage stage, string endpoint) => endpoint switch
    {
        NatsEndpoint.Token or NatsEndpoint.Revocation => stage.Client.PostAsync(Paths[endpoint], []),
        NatsEndpoint.Authorize => stage.Client.AuthorizeAsync(),
        _ => stage.Client.GetAsync(Paths[endpoint]),
    };

    // The call is in the ledger a moment before its timer is set.
    private static async Task AdvanceUntilAsync(NatsStage stage, Task call)
    {
        while (!call.IsCompleted)
        {
            stage.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
