using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A deploy behind a balancer, as the members notice it: not at all (design 11).</summary>
public sealed class StopProcessTests
{
    [Fact]
    public async Task A_gateway_that_is_stopped_under_load_fails_no_request_and_ends_what_is_under_way()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5));
        await using var gateway = await stage.StartAsync();
        var browser = stage.BrowserAt(gateway);
        await browser.SignInAsync("alice");
        var film = new Film(stage.Area);
        var download = browser.GetAsync("/members/film");
        await film.BegunAsync();
        await using var balancer = await Balancer.StartAsync(gateway);
        var load = Enumerable.Range(0, 8).Select(_ => balancer.LoadAsync(browser)).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(balancer.Answers.Count > 200), "there is load");

        await gateway.SignalAsync("TERM");
        await Task.WhenAll(load);
        await Eventually.TrueAsync(async () => !await AcceptsAsync(gateway), "it takes no new connections");
        film.End();
        var whole = await download;

        Assert.Equal(0, await gateway.EndedAsync());
        Assert.All(balancer.Answers, status => Assert.Equal(200, status));
        Assert.Equal((200, "begin end"), (whole.Status, whole.Text));
    }

    [Fact]
    public async Task A_refresh_under_way_ends_before_the_process_and_the_next_one_goes_on_with_its_token()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromSeconds(4), (file, _) => file["Redis"] = redis.Address);
        await using var gateway = await stage.StartAsync();
        var browser = stage.BrowserAt(gateway);
        await browser.SignInAsync("alice");
        var latch = stage.Nats.Switches.Token.HoldAnswer();
        await Eventually.TrueAsync(async () => (await browser.GetAsync("/members/")).Status == 200 && latch.Arrivals > 0, "a refresh is under way");

        await gateway.SignalAsync("TERM");
        await Eventually.TrueAsync(async () => !await AcceptsAsync(gateway), "it takes no new connections");
        stage.Nats.Switches.Reset();
        latch.Open();
        Assert.Equal(0, await gateway.EndedAsync());

        await using var next = await stage.StartAsync();
        var moved = stage.BrowserAt(next);
        foreach (var (name, value) in browser.Cookies) moved.Cookies[name] = value;
        await Eventually.TrueAsync(() => Task.FromResult(IsOver(stage.Nats)), "the token has run out");
        Assert.Equal(200, (await moved.GetAsync("/members/")).Status);
        await Eventually.TrueAsync(() => Task.FromResult(stage.Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token") >= 2), "the next one has refreshed it");
        Assert.Equal(1, stage.Nats.Ledger.Count(NatsEndpoint.Token, "authorization_code"));
    }

    [Fact]
    public async Task The_tokens_of_a_refused_id_token_are_revoked_before_the_process_ends()
    {
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromSeconds(2));
        await using var gateway = await stage.StartAsync();
        var browser = stage.BrowserAt(gateway);
        await browser.SignInAsync("alice");
        stage.Nats.Switches.IdTokenClaims = claims => claims["sub"] = "member-1002";
        var latch = stage.Nats.Switches.Revocation.HoldAnswer();
        await Eventually.TrueAsync(async () => (await browser.GetAsync("/members/")).Status == 302 && latch.Arrivals > 0, "the session has ended");

        await gateway.SignalAsync("TERM");
        await Eventually.TrueAsync(async () => !await AcceptsAsync(gateway), "it takes no new connections");
        latch.Open();

        Assert.Equal(0, await gateway.EndedAsync());
        Assert.Equal(["refresh_token", "access_token"], stage.Nats.Ledger.Of(NatsEndpoint.Revocation).Select(call => call.Form["token_type_hint"]));
    }

    [Fact]
    public async Task A_gateway_that_is_stopped_while_it_starts_ends_as_one_that_served()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);   // a Redis that takes connections and says nothing
        silent.Start();
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["Redis"] = silent.LocalEndpoint.ToString());
        await using var gateway = stage.Begin();
        using var first = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        await gateway.SignalAsync("TERM");

        Assert.Equal(0, await gateway.EndedAsync());
        Assert.DoesNotContain(gateway.Lines, line => line.Contains("listens", StringComparison.Ordinal) || line.Contains("xception", StringComparison.Ordinal));
    }

    private static bool IsOver(SimulatedNats nats)
    {
        var last = nats.Ledger.Calls.Last(call => call.Endpoint == NatsEndpoint.Token);
        return TimeProvider.System.GetUtcNow() > last.At + TimeSpan.FromSeconds(3);
    }

    private static async Task<bool> AcceptsAsync(GatewayProcess gateway)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>An answer whose end the test gives.</summary>
    private sealed class Film
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Film(FakeMembersArea area) => area.Streams["/members/film"] = async context =>
        {
            await context.Response.WriteAsync("begin ");
            await context.Response.Body.FlushAsync();
            _begun.SetResult();
            await _end.Task;
            await context.Response.WriteAsync("end");
        };

        public Task BegunAsync() => _begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        public void End() => _end.SetResult();
    }

    /// <summary>Sends requests to a node until it has said three times that it is not ready.</summary>
    private sealed class Balancer : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _watch = Task.CompletedTask;
        private volatile bool _isOut;

        public ConcurrentQueue<int> Answers { get; } = new();

        public static async Task<Balancer> StartAsync(GatewayProcess gateway)
        {
            var balancer = new Balancer();
            var operations = await ProcessStage.OperationsOfAsync(gateway);
            Assert.Equal(200, (await operations.AskAsync("/health/ready")).Status);
            balancer._watch = balancer.WatchAsync(operations);
            return balancer;
        }

        public async Task LoadAsync(Browser browser)
        {
            while (!_isOut) Answers.Enqueue(await StatusAsync(browser));
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private static async Task<int> StatusAsync(Browser browser)
        {
            try
            {
                return (await browser.GetAsync("/members/")).Status;
            }
            catch (HttpRequestException)
            {
                return 0;   // refused, or broken off
            }
        }

        private async Task WatchAsync(OperationsClient operations)
        {
            for (var failures = 0; failures < 3; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _stop.Token))
                failures = (await operations.AskAsync("/health/ready")).Status == 200 ? 0 : failures + 1;
            _isOut = true;
        }
    }
}
