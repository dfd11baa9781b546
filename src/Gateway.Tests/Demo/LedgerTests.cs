using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class LedgerTests
{
    [Fact]
    public async Task Every_call_is_written_down_as_it_came_and_as_it_was_answered()
    {
        await using var stage = await NatsStage.StartAsync();
        var tokens = await stage.Client.LogInAsync();
        await LaxClient.TextAsync(await stage.Client.RefreshAsync(tokens["refresh_token"]!.ToString()));
        await LaxClient.TextAsync(await stage.Client.UserInfoAsync("unknown"));

        var ledger = stage.Nats.Ledger;

        Assert.Equal(["authorize", "token", "token", "userinfo"], ledger.Calls.Select(call => call.Endpoint));
        Assert.Equal([303, 200, 200, 401], ledger.Calls.Select(call => call.Status));
        Assert.Equal(["GET", "POST", "POST", "GET"], ledger.Calls.Select(call => call.Method));
        Assert.Equal([null, "Basic", "Basic", "Bearer"], ledger.Calls.Select(call => call.AuthorizationKind));
        Assert.Equal([null, "authorization_code", "refresh_token", null], ledger.Calls.Select(call => call.GrantType));
        Assert.Equal("some state", ledger.Of("authorize")[0].Query["state"]);
        Assert.Equal(LaxClient.Verifier, ledger.Of("token")[0].Form["code_verifier"]);
        Assert.Equal(tokens.ToJsonString(), ledger.Of("token")[0].Body);
        Assert.All(ledger.Calls, call => Assert.Equal(stage.Clock.GetUtcNow(), call.At));
        Assert.Equal(1, ledger.Count(NatsEndpoint.Token, "refresh_token"));
    }

    [Fact]
    public async Task A_cleared_ledger_counts_from_nothing()
    {
        await using var stage = await NatsStage.StartAsync();
        await stage.Client.LogInAsync();

        stage.Nats.Ledger.Clear();
        await LaxClient.TextAsync(await stage.Client.GetAsync(NatsEndpoint.JwksPath));

        Assert.Equal(0, stage.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(1, stage.Nats.Ledger.Count(NatsEndpoint.Jwks));
    }
}
