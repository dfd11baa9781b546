using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>The OP's keys change, are asked for in a storm, or cannot be had; what was good stays in use.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task A70_A_new_key_costs_one_read_and_neither_this_login_nor_any_session()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var inside = await gateway.SignedInAsync("bob");
        gateway.Nats.Switches.RotateSigningKey();
        gateway.Nats.Keys.WithdrawOld();
        gateway.Nats.Ledger.Clear();

        var page = await gateway.NewBrowser().SignInAsync("alice");

        Assert.Equal("upstream:/members/", page.Text);
        Assert.Equal((1, 0), (gateway.Nats.Ledger.Count(NatsEndpoint.Jwks), gateway.Nats.Ledger.Count(NatsEndpoint.Metadata)));
        Assert.Equal(200, (await inside.GetAsync("/members/")).Status);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A70_Changes_before_and_between_logins_and_under_the_same_name_cost_one_read_each()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.NewBrowser().GetAsync("/members/");   // metadata and keys are read

        foreach (var change in (Action[])[gateway.Nats.Keys.Rotate, gateway.Nats.Keys.Rotate, gateway.Nats.Keys.ReplaceUnderSameKid])
        {
            change();
            gateway.Nats.Keys.WithdrawOld();
            gateway.Nats.Ledger.Clear();
            Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);
            Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
            gateway.Clock.Advance(ProviderSource.KeyFloor + TimeSpan.FromSeconds(1));
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A70_Who_had_tried_the_old_keys_when_another_read_the_new_ones_is_judged_by_those()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("bob");
        var source = gateway.Services.GetRequiredService<ProviderDirectory>().For(gateway.Configuration.Sites.All.Single().Provider);
        var tried = await source.GetAsync(TestContext.Current.CancellationToken);   // two logins look at these
        gateway.Nats.Keys.Rotate();
        gateway.Nats.Keys.WithdrawOld();
        gateway.Nats.Ledger.Clear();

        var first = await source.RefetchKeysAsync(tried, forStranger: false, TestContext.Current.CancellationToken);
        var second = await source.RefetchKeysAsync(tried, forStranger: false, TestContext.Current.CancellationToken);

        Assert.Equal(gateway.Nats.Keys.Current.Kid, Assert.Single(second.Keys).Id);
        Assert.Same(first.Keys, second.Keys);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    [Fact]
    public async Task A71_Five_hundred_unknown_names_in_ten_seconds_cost_one_read()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("bob");
        gateway.Nats.Ledger.Clear();
        gateway.Log.Clear();
        var (count, first) = (0, gateway.Clock.GetUtcNow());
        Forge.Header(header => header["kid"] = "unknown-" + Interlocked.Increment(ref count))(gateway.Nats);

        for (var i = 0; i < 500; i++)
        {
            await BeRefusedAsync(gateway);
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal((500, 1), (count, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks)));
        Assert.All(gateway.Log.Warnings, line => Assert.Contains("(id_token_key_unknown, 502)", line.Text, StringComparison.Ordinal));
        gateway.Clock.Advance(first + TimeSpan.FromMilliseconds(59_999) - gateway.Clock.GetUtcNow());
        await BeRefusedAsync(gateway);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));   // a minute after the first
        await BeRefusedAsync(gateway);
        Assert.Equal(2, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        gateway.Nats.Switches.TokenResponse = null;
        await gateway.SignedInAsync("alice");
        gateway.Nats.Keys.Rotate();
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        await gateway.SignedInAsync("carol");
        Assert.Equal(3, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    // Anybody may send such a token: were its read of the keys the OP's own turn, one a minute would sign members out at every new key.
    [Fact]
    public async Task B50_A70_Forged_tokens_keep_nobody_from_the_OPs_next_key()
    {
        await using var gateway = await GatewayHost.StartAsync(BackChannelLogoutTests.On);
        var alice = await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(20));
        Assert.Equal(400, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (header, _) => header["kid"] = "unknown"))).Status);
        gateway.Nats.Switches.RotateSigningKey();
        gateway.Nats.Keys.WithdrawOld();
        gateway.Clock.Advance(TimeSpan.FromSeconds(21));   // alice's token has ended, the forger's minute has not
        gateway.Nats.Ledger.Clear();

        await VanityStage.AssertSignedInAsync(alice);
        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("bob")).Text);

        Assert.Equal((1, 0), (gateway.Nats.Ledger.Count(NatsEndpoint.Jwks), gateway.Nats.Ledger.Count(NatsEndpoint.Revocation)));
    }

    [Fact]
    public async Task A71_Who_waits_for_anothers_read_waits_no_longer_than_that_may_last()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("bob");
        gateway.Nats.Ledger.Clear();
        Forge.Header(header => header["kid"] = "unknown")(gateway.Nats);
        gateway.Nats.Switches.Jwks.NeverAnswer();
        var browsers = Enumerable.Range(0, 10).Select(_ => gateway.NewBrowser()).ToList();
        var callbacks = new List<string>();
        foreach (var browser in browsers) callbacks.Add(await browser.ReachCallbackAsync("alice"));
        var timers = gateway.Clock.Timers(ProviderPipeline.ReadLimit);

        var answers = callbacks.Select((callback, i) => browsers[i].GetAsync(callback)).ToList();
        await gateway.ArrivedAsync(NatsEndpoint.Jwks, 1);
        await gateway.ArrivedAsync(NatsEndpoint.Token, 10);
        await gateway.WaitingAsync(ProviderPipeline.ReadLimit, 1, timers);
        gateway.Clock.Advance(ProviderPipeline.ReadLimit);

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(503, answer.Status));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    [Theory]
    [InlineData("1 MiB", "op_answer_too_large")]
    [InlineData("5,000 keys", "op_answer_too_large")]
    [InlineData("5,000 small entries", "op_keys_refused")]
    [InlineData("500", "op_status")]
    [InlineData("dropped", "op_unreachable")]
    [InlineData("not JSON", "op_keys_refused")]
    public async Task A75_Keys_that_cannot_be_had_leave_the_last_good_ones_in_use(string fault, string reason)
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("bob");
        var jwks = gateway.Nats.Switches.Jwks;
        if (fault == "1 MiB") jwks.Body = text => text[..^1] + $$""","filler":"{{new string('x', 1024 * 1024)}}"}""";
        else if (fault == "5,000 keys") jwks.Body = _ => Set(5000, i => ForgersKey.Rsa.ToJwk("key-" + i));
        else if (fault == "5,000 small entries") jwks.Body = _ => Set(5000, i => new JsonObject { ["kty"] = "oct", ["kid"] = "key-" + i, ["k"] = "c2VjcmV0" });
        else if (fault == "500") jwks.Fail(500);
        else if (fault == "dropped") jwks.Drop();
        else jwks.Body = _ => "<html>";

        await AssertLastGoodStaysAsync(gateway, reason, () => Task.CompletedTask);
    }

    [Fact]
    public async Task A75_Keys_that_drip_are_given_up_at_the_time_limit_and_the_last_good_ones_stay()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.SignedInAsync("bob");
        gateway.Nats.Ledger.Clear();
        gateway.Nats.Switches.Jwks.Drip(TimeSpan.FromSeconds(1));
        var timers = gateway.Clock.Timers(ProviderPipeline.ReadLimit);

        await AssertLastGoodStaysAsync(gateway, "op_timeout", async () =>
        {
            await gateway.WaitingAsync(TimeSpan.FromSeconds(1), 1, 0);   // the first byte is out
            await gateway.WaitingAsync(ProviderPipeline.ReadLimit, 1, timers);
            gateway.Clock.Advance(ProviderPipeline.ReadLimit);
        });
    }

    private static async Task BeRefusedAsync(GatewayHost gateway)
    {
        var browser = gateway.NewBrowser();
        Assert.Equal(502, (await browser.GetAsync(await browser.ReachCallbackAsync("alice"))).Status);
        Assert.Null(browser.SessionCookie);
    }

    // An unknown name has them read; that login fails with two warnings, and the next, signed by the key known before, does not.
    private static async Task AssertLastGoodStaysAsync(GatewayHost gateway, string reason, Func<Task> meanwhile)
    {
        Forge.Header(header => header["kid"] = "unknown")(gateway.Nats);
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice");
        gateway.Nats.Ledger.Clear();
        gateway.Log.Clear();

        var pending = browser.GetAsync(callback);
        await meanwhile();
        var answer = await pending.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);   // hangs where the limit does not hold

        Proof.ErrorPage(gateway, answer, 503, "op_keys_unreadable");
        Assert.Null(browser.SessionCookie);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo));
        Assert.InRange(gateway.Nats.Ledger.Count(NatsEndpoint.Jwks), 1, 2);   // a GET that breaks off is tried once more
        Assert.Equal(2, gateway.Log.Warnings.Count);
        Assert.Contains($"({reason})", gateway.Log.Warnings[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("The earlier ones stay in use.", gateway.Log.Warnings[0].Text, StringComparison.Ordinal);
        gateway.Nats.Switches.TokenResponse = null;
        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);
    }

    private static string Set(int keys, Func<int, JsonObject> key) =>
        new JsonObject { ["keys"] = new JsonArray([.. Enumerable.Range(0, keys).Select(key)]) }.ToJsonString();
}
