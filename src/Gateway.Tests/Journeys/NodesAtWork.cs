using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Two nodes of one site, of which the second can be stopped in the middle of a refresh. The token of the member lives five minutes; its
/// refresh begins on the second node one second after the fourth.
/// </summary>
internal sealed class NodesAtWork : IAsyncDisposable
{
    /// <summary>As often as a node looks whether another one has the answer.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private NodesAtWork(GatewayHost gateway, GatewayHost stopped, FreezableStore store, Browser browser, string token) =>
        (Gateway, Stopped, Store, Browser, Token) = (gateway, stopped, store, browser, token);

    public GatewayHost Gateway { get; }

    public GatewayHost Stopped { get; }

    /// <summary>The store as the second node reaches it.</summary>
    public FreezableStore Store { get; }

    public Browser Browser { get; }

    public Browser There => Browser.At(Stopped);

    /// <summary>The access token of the login.</summary>
    public string Token { get; }

    public static async Task<NodesAtWork> StartAsync(params (string Name, string Value)[] settings) => await OnAsync(await TokensOnlyAsync(settings));

    /// <summary>The second node of this one, which ends with it.</summary>
    public static async Task<NodesAtWork> OnAsync(GatewayHost gateway)
    {
        var store = new FreezableStore(gateway.StoreOf());
        var stopped = await gateway.StartNodeAsync(services => services.UseStore(store));
        var browser = await gateway.SignedInAndForgottenAsync();
        var token = (await gateway.SeeAsync(browser)).Token();
        gateway.Pass(4, 1);
        return new NodesAtWork(gateway, stopped, store, browser, token);
    }

    /// <summary>The second node has written its attempt and stops before its POST.</summary>
    public async Task<Latch> StopBeforePostAsync()
    {
        var latch = Store.AfterReplace = new Latch();
        await Gateway.SeeAsync(There);
        await latch.ArrivedAsync();
        Store.AfterReplace = null;
        return latch;
    }

    /// <summary>The OP has answered the second node, which stops before it writes that down.</summary>
    public async Task<Latch> StopAfterAnswerAsync()
    {
        var answer = Gateway.Nats.Switches.Token.HoldAnswer(times: 1);
        await Gateway.SeeAsync(There);
        await answer.ArrivedAsync();
        var latch = Store.BeforeReplace = new Latch();
        answer.Open();
        await latch.ArrivedAsync();
        Store.BeforeReplace = null;
        return latch;
    }

    /// <summary>
    /// To this moment after the login; on the way somebody clicks every ten seconds. While the token lives nobody waits and nobody posts;
    /// then a request waits two seconds and goes on as in an outage.
    /// </summary>
    public async Task ClickUntilAsync(int minutes, int seconds)
    {
        var end = new DateTimeOffset(2030, 1, 1, 12, minutes, seconds, TimeSpan.Zero);
        while (Gateway.Clock.GetUtcNow() < end)
        {
            var lives = Gateway.Clock.GetUtcNow() < new DateTimeOffset(2030, 1, 1, 12, 5, 0, TimeSpan.Zero);
            var seen = lives ? await Gateway.SeeAsync(Browser, Full) : await SeeAfterTheWaitAsync(Gateway, Browser);
            Assert.Equal((Token, !lives), (seen.Token(), seen.IsDegraded()));
            var left = end - Gateway.Clock.GetUtcNow();
            if (left > TimeSpan.Zero) Gateway.Clock.Advance(left < TimeSpan.FromSeconds(10) ? left : TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>A page that is shown after two seconds and not before.</summary>
    public static async Task<Received> SeeAfterTheWaitAsync(GatewayHost gateway, Browser browser)
    {
        var (before, looks) = (gateway.Clock.Timers(LongestWait), gateway.Clock.Timers(Look));
        var page = gateway.SeeAsync(browser, Full);
        await gateway.WaitingAsync(LongestWait, 1, before);
        await gateway.WaitingAsync(Look, 1, looks);
        Assert.False(page.IsCompleted);
        gateway.Clock.Advance(LongestWait);
        return await page;
    }

    public async ValueTask DisposeAsync()
    {
        await Stopped.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
