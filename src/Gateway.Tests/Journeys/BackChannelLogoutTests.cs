using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The OP ends sessions, server to server (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class BackChannelLogoutTests
{
    private const string Page = "/members/";

    [Fact]
    public async Task B40_A_logout_token_ends_the_members_session_on_all_nodes()
    {
        await using var gateway = await StartAsync();
        await using var second = await gateway.StartNodeAsync();
        var (alice, bob) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAsync("bob"));

        var answer = await LogoutTokens.SendAsync(second, LogoutTokens.Of(gateway, "alice"));

        Assert.Equal((200, "no-store", ""), (answer.Status, answer.Header("Cache-Control"), answer.Text));
        Assert.Empty(answer.SetCookies);
        foreach (var node in (GatewayHost[])[gateway, second])
        {
            await VanityStage.AssertDeadAsync(node, alice.SessionCookie!);
            await VanityStage.AssertSignedInAsync(bob.At(node));
            node.AssertQuiet();
        }
    }

    [Fact]
    public async Task B40_A_sign_in_that_the_OP_names_is_ended_alone()
    {
        await using var gateway = await StartAsync();
        var (desk, phone) = (await SignedInAsync(gateway, "desk"), await SignedInAsync(gateway, "phone"));

        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (_, claims) => claims["sid"] = "desk"))).Status);

        await VanityStage.AssertDeadAsync(gateway, desk.SessionCookie!);
        await VanityStage.AssertSignedInAsync(phone);
        gateway.AssertQuiet();
    }

    public static TheoryData<string> Lies => [.. LogoutTokenLies.All.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task B41_B48_B51_A_token_that_is_not_good_ends_nothing(string lie)
    {
        await using var gateway = await StartAsync();
        var alice = await SignedInAsync(gateway, "desk");
        gateway.Log.Clear();
        var (forge, reason) = LogoutTokenLies.All[lie];

        var answer = await LogoutTokens.SendAsync(gateway, forge(gateway.Nats));

        Proof.ErrorPage(gateway, answer, 400, reason, lie);
        await VanityStage.AssertSignedInAsync(alice, lie);
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice"))).Status);   // the index is as it was
        await VanityStage.AssertDeadAsync(gateway, alice.SessionCookie!, lie);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("JWT")]
    [InlineData("logout+jwt")]
    [InlineData("application/logout+jwt")]
    public async Task B48_Types_that_a_logout_token_may_have(string? type)
    {
        await using var gateway = await StartAsync();
        var alice = await gateway.SignedInAsync("alice");

        var token = LogoutTokens.Of(gateway, "alice", (header, _) => SetOrRemove(header, "typ", type));

        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, token)).Status);
        await VanityStage.AssertDeadAsync(gateway, alice.SessionCookie!);
    }

    [Fact]
    public async Task B48_A_token_serves_once_and_ends_no_session_that_began_after_it()
    {
        await using var gateway = await StartAsync();
        string Signed() => LogoutTokens.Of(gateway, "alice", (_, claims) => claims["jti"] = "one and the same");
        var token = Signed();
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, token)).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var alice = await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        Proof.ErrorPage(gateway, await LogoutTokens.SendAsync(gateway, token), 400, "logout_token_replayed");
        Proof.ErrorPage(gateway, await LogoutTokens.SendAsync(gateway, Signed()), 400, "logout_token_replayed", "another token of that jti, issued after the login");
        await VanityStage.AssertSignedInAsync(alice);
        gateway.Clock.Advance(TimeSpan.FromMinutes(9));   // still young
        Proof.ErrorPage(gateway, await LogoutTokens.SendAsync(gateway, token), 400, "logout_token_replayed");
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));   // and when it is not remembered any more, it is too old
        Proof.ErrorPage(gateway, await LogoutTokens.SendAsync(gateway, token), 400, "logout_token_old");

        await VanityStage.AssertSignedInAsync(alice);
    }

    [Fact]
    public async Task B48_C43_An_unknown_sign_in_and_a_session_that_is_gone_are_no_fault()
    {
        await using var gateway = await StartAsync();
        var (alice, gone) = (await SignedInAsync(gateway, "desk"), await SignedInAsync(gateway, "phone"));
        await gateway.Services.GetRequiredService<ISessionStore>().RemoveAsync(
            StoreKey.OfSession("a", SessionIdOf(gone)), TestContext.Current.CancellationToken);   // as if it had run out

        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (_, claims) => claims["sid"] = "nobody's"))).Status);
        await VanityStage.AssertSignedInAsync(alice);

        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice"))).Status);
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice"))).Status);   // by now there is none
        await VanityStage.AssertDeadAsync(gateway, alice.SessionCookie!);
        Assert.Equal(1, gateway.Counts.Of("gateway.sessions.ended", ("cause", "back_channel")));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B49_All_sessions_of_a_member_end_whatever_their_record_looks_like(bool atTheNewer)
    {
        await using var gateway = await StartAsync();
        await using var other = await gateway.StartNodeAsync(services => services.Replace(ServiceDescriptor.Singleton<SessionSeal>(new NextSeal())));
        Browser[] browsers = [await SignedInAsync(gateway, "one"), await SignedInAsync(other, "two"), await SignedInAsync(gateway, "three"), await SignedInAsync(gateway, "four")];
        Assert.Equal(200, (await browsers[0].GetAsync(GatewayHost.Vanity + "?logout=get")).Status);   // one before, by its member

        foreach (var browser in browsers[1..]) await VanityStage.AssertSignedInAsync(browser.At(other));

        Assert.Equal(200, (await LogoutTokens.SendAsync(atTheNewer ? other : gateway, LogoutTokens.Of(gateway, "alice"))).Status);

        foreach (var cookie in browsers[1..].Select(browser => browser.SessionCookie!)) await VanityStage.AssertDeadAsync(other, cookie);
    }

    [Fact]
    public async Task B50_Only_a_small_form_with_one_token_is_taken()
    {
        await using var gateway = await StartAsync();
        var alice = await gateway.SignedInAsync("alice");
        var token = LogoutTokens.Of(gateway, "alice");
        var op = gateway.NewBrowser();

        Proof.ErrorPage(gateway, await op.GetAsync($"{LogoutTokens.Link}&logout_token={token}"), 400, "logout_token_request", "GET");
        Proof.ErrorPage(gateway, await op.SendAsync("POST", LogoutTokens.Link, new StringContent($$"""{"logout_token":"{{token}}"}""", Encoding.UTF8, "application/json")), 400, "logout_token_request", "JSON");
        Proof.ErrorPage(gateway, await op.PostAsync(LogoutTokens.Link, $"logout_token={token}&logout_token={token}"), 400, "logout_token_request", "twice");
        Proof.ErrorPage(gateway, await op.PostAsync(LogoutTokens.Link, ""), 400, "logout_token_request", "empty");
        Proof.ErrorPage(gateway, await op.PostAsync($"{LogoutTokens.Link}&logout_token={token}", "x=1"), 400, "logout_token_request", "in the address");
        Proof.ErrorPage(gateway, await op.PostAsync(LogoutTokens.Link, $"logout_token={token}&pad=".PadRight((64 * 1024) + 1, 'x')), 413, "vanity_form_too_large", "64 KiB + 1");

        await VanityStage.AssertSignedInAsync(alice);
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, token)).Status);   // none of it has used the token up
    }

    [Fact]
    public async Task B50_Unknown_keys_cost_one_read_of_the_key_set_an_interval()
    {
        await using var gateway = await StartAsync();
        await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        gateway.Nats.Ledger.Clear();

        for (var i = 0; i < 20; i++)
            Assert.Equal(400, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (header, _) => header["kid"] = $"unknown {i}"))).Status);

        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    [Fact]
    public async Task B52_A_refresh_that_is_under_way_brings_nothing_back()
    {
        await using var gateway = await StartAsync();
        var alice = await gateway.SignedInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(30));
        var answer = gateway.Nats.Switches.Token.HoldAnswer();
        var page = alice.GetAsync(Page);
        await answer.ArrivedAsync();

        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice"))).Status);
        answer.Open();
        await page;
        await gateway.LandedAsync();

        await VanityStage.AssertDeadAsync(gateway, alice.SessionCookie!);
        Assert.Equal(1, gateway.Refreshes());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B40_A_logout_wins_over_a_login_that_is_under_way_and_not_over_the_next(bool atTheStore)
    {
        GatedStore? store = null;
        await using var gateway = await StartAsync(TakeOut.Store(inner => store = new GatedStore(inner)));
        var browser = gateway.NewBrowser();
        LogoutTokens.SignInIs(gateway, "desk");
        var callback = await browser.ReachCallbackAsync("alice", Page);
        var gate = atTheStore ? store!.HoldCreates() : gateway.Nats.Switches.UserInfo.HoldAnswer();
        var login = browser.GetAsync(callback);
        await gate.ArrivedAsync();

        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice", (_, claims) => claims["sid"] = "desk"))).Status);
        gate.Open();
        var answer = await login;

        Proof.ErrorPage(gateway, answer, 403, "login_ended_by_op");
        Assert.Contains("You were signed out meanwhile", answer.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
        gateway.Nats.Switches.UserInfo.Heal();
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("upstream:/members/", (await browser.SignInAsync("alice")).Text);
    }

    [Fact]
    public async Task A_session_is_found_under_the_passphrase_of_its_time()
    {
        const string Old = "a passphrase of the tests, long enough", New = "another passphrase of the tests, as long";
        await using var gateway = await StartAsync();
        var alice = await gateway.SignedInAsync("alice");
        await using var second = await gateway.StartNodeAsync(site: site => site["Passphrase"] = new JsonArray(New, Old));

        Assert.Equal(200, (await LogoutTokens.SendAsync(second, LogoutTokens.Of(gateway, "alice"))).Status);

        await VanityStage.AssertDeadAsync(gateway, alice.SessionCookie!);
    }

    [Fact]
    public async Task While_the_store_or_the_OPs_keys_are_away_the_OP_is_asked_to_send_it_again()
    {
        BrokenStore? store = null;
        await using var gateway = await StartAsync(TakeOut.Store(inner => store = new BrokenStore(inner)));
        var alice = await gateway.SignedInAsync("alice");
        var token = LogoutTokens.Of(gateway, "alice");
        store!.Fault = () => new SessionStoreUnavailableException("away");

        var away = await LogoutTokens.SendAsync(gateway, token);
        store.Fault = null;

        Proof.ErrorPage(gateway, away, 503, "logout_token_unavailable");
        Assert.Equal("5", away.Header("Retry-After"));
        Assert.Equal(200, (await LogoutTokens.SendAsync(gateway, token)).Status);
        await VanityStage.AssertDeadAsync(gateway, alice.SessionCookie!);
    }

    [Fact]
    public async Task Where_it_is_off_the_word_is_a_target_like_any_other_and_ends_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var alice = await gateway.SignedInAsync("alice");

        Proof.ErrorPage(gateway, await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "alice")), 400, "return_url_refused");

        await VanityStage.AssertSignedInAsync(alice);
    }

    [Fact]
    public async Task The_store_names_nobody()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(On, file => file["Redis"] = redis.Address);
        await SignedInAsync(gateway, "desk");
        await LogoutTokens.SendAsync(gateway, LogoutTokens.Of(gateway, "bob"));

        var keys = (await redis.AskAsync("KEYS", "*")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["gw:a:i", "gw:a:i", "gw:a:i", "gw:a:o", "gw:a:o", "gw:a:s"], keys.Select(key => key[..6]).Order(StringComparer.Ordinal));
        foreach (var name in (string[])["alice", "bob", "desk", gateway.Nats.Members["alice"].Subject, gateway.Nats.Members["bob"].Subject])
            Assert.DoesNotContain(keys, key => key.Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    internal static void On(JsonObject site) => site["Logout"] = new JsonObject { ["BackChannel"] = true };

    private static Task<GatewayHost> StartAsync(Action<IServiceCollection>? services = null) => GatewayHost.StartAsync(On, services: services);

    private static async Task<Browser> SignedInAsync(GatewayHost gateway, string signIn)
    {
        LogoutTokens.SignInIs(gateway, signIn);
        return await gateway.SignedInAsync("alice");
    }

    private static SessionId SessionIdOf(Browser browser) => SessionId.TryParse(browser.SessionCookie!, out var id) ? id : throw new InvalidOperationException("no session");

    private static void SetOrRemove(JsonObject json, string name, string? value)
    {
        if (value is null) json.Remove(name);
        else json[name] = value;
    }
}
