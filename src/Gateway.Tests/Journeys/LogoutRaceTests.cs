using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A logout at one node while the other is in the middle of something with that session, held at the store's door: whatever arrives there
/// late, the session stays dead on both (corpus C30, C31).
/// </summary>
public sealed class LogoutRaceTests
{
    [Fact]
    public async Task C30_Logout_while_a_touch_is_on_its_way()
    {
        await using var race = await StartAsync();
        race.Store.Idle = TimeSpan.FromMinutes(2);   // a touch is due
        var gate = race.Store.HoldTouches();

        var page = race.There.GetAsync(Page);
        await gate.ArrivedAsync();
        await race.LogOutAsync();
        gate.Open();

        Assert.Equal(200, (await page).Status);   // it was asked before the logout
        await race.AssertDeadAsync();
    }

    [Fact]
    public async Task C30_Logout_while_refreshed_tokens_are_on_their_way()
    {
        await using var race = await StartAsync(("UserInfoRefreshInterval", "0"));
        race.First.Pass(5);

        var page = await race.WithAnswerAtTheDoorAsync(NatsEndpoint.Token, () => race.There.GetAsync(Page), race.LogOutAsync);

        race.Second.AssertLogin(page);
        await race.AssertDeadAsync();
        Assert.Equal(1, race.First.Refreshes());
    }

    [Fact]
    public async Task C30_Logout_while_new_claims_are_on_their_way()
    {
        await using var race = await StartAsync(("RefreshBeforeExpiry", "0"), ("UserInfoRefreshInterval", "1m"));
        race.First.Pass(2);

        var page = await race.WithAnswerAtTheDoorAsync(NatsEndpoint.UserInfo, () => race.There.GetAsync(Page), race.LogOutAsync);

        race.Second.AssertLogin(page);
        await race.AssertDeadAsync();
        Assert.Equal(1, race.First.UserInfos());
    }

    [Fact]
    public async Task C30_Logout_while_the_claims_of_a_denied_member_are_asked_again()
    {
        await using var race = await StartAsync("bob");
        race.First.Nats.Members["bob"].Claims["trial"] = "0";   // has just paid
        var answer = race.First.Nats.Switches.UserInfo.HoldAnswer();

        var page = race.There.GetAsync(Full);
        await answer.ArrivedAsync();
        await race.LogOutAsync();
        answer.Open();

        race.Second.AssertLogin(await page);
        await race.AssertDeadAsync();
        Assert.Empty(race.First.Area.Requests);
    }

    [Fact]
    public async Task C30_Logout_while_a_refresh_link_is_under_way()
    {
        await using var race = await StartAsync();
        var token = (await race.Second.SeeAsync(race.There)).Token();

        var link = await race.WithAnswerAtTheDoorAsync(NatsEndpoint.Token, () => race.There.RefreshLinkAsync(token), race.LogOutAsync);

        Assert.Equal("/members/back.php?error_code=refresh_failed", link.Header("Location"));
        await race.AssertDeadAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C30_Logout_while_the_next_login_of_that_browser_is_on_its_way(bool atTheStore)
    {
        await using var race = await StartAsync();
        race.First.Clock.Advance(TimeSpan.FromSeconds(1));
        var start = await race.There.GetAsync(Page, ("Cookie", $"__Host-gateway-login={race.There.BindingCookie}"));
        var callback = await race.There.AnswerOfProviderAsync(start, "bob");
        var gate = atTheStore ? race.Store.HoldCreates() : race.First.Nats.Switches.Token.HoldAnswer();

        var login = race.There.GetAsync(callback);
        await gate.ArrivedAsync();
        await race.LogOutAsync();
        gate.Open();
        await login;

        await race.AssertDeadAsync();
        Assert.NotEqual(race.Cookie, race.There.SessionCookie);
        await race.Second.SeeAsync(race.There);   // what the OP said after the logout is a login of its own
        Assert.Equal("bob", race.First.Area.Last(Page)["Remote-User"]);
    }

    [Fact]
    public async Task C30_Login_while_refreshed_tokens_of_the_session_before_are_on_their_way()
    {
        await using var race = await StartAsync(("UserInfoRefreshInterval", "0"));
        race.First.Pass(5);
        var start = await race.Here.GetAsync(Page, ("Cookie", $"__Host-gateway-login={race.Here.BindingCookie}"));
        var callback = await race.Here.AnswerOfProviderAsync(start, "bob");

        var page = await race.WithAnswerAtTheDoorAsync(NatsEndpoint.Token, () => race.There.GetAsync(Page), () => race.Here.OpenAsync(callback));

        race.Second.AssertLogin(page);
        await race.AssertDeadAsync();
        await race.First.SeeAsync(race.Here);
        Assert.Equal("bob", race.First.Area.Last(Page)["Remote-User"]);
    }

    [Fact]
    public async Task C31_Every_request_at_the_other_node_after_the_logout_finds_no_session()
    {
        await using var race = await StartAsync();
        for (var i = 0; i < 20; i++) Assert.Equal(200, (await race.There.GetAsync($"/members/{i}.php")).Status);   // a copy, if there were one

        await race.LogOutAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => race.There.GetAsync($"/members/{i}.php", ("Cookie", "__Host-gateway=" + race.Cookie))));
        Assert.All(answers, answer => race.Second.AssertLogin(answer));
        await race.AssertDeadAsync();
    }

    [Fact]
    public async Task B40_A_logout_token_that_was_taken_is_carried_out_though_the_store_goes_away_meanwhile()
    {
        BrokenStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(BackChannelLogoutTests.On, services: TakeOut.Store(inner => store = new BrokenStore(inner)));
        var (desk, phone) = (await gateway.SignedInAsync("alice"), await gateway.SignedInAsync("alice"));
        var token = LogoutTokens.Of(gateway, "alice");
        var second = TimeSpan.FromSeconds(1);
        var timers = gateway.Clock.Timers(second);
        store!.RemoveFault = () => new SessionStoreUnavailableException("away");

        var logout = LogoutTokens.SendAsync(gateway, token);
        await Task.WhenAny(logout, gateway.WaitingAsync(second, 1, timers));
        store.RemoveFault = null;
        gateway.Clock.Advance(second);

        Assert.Equal(200, (await logout).Status);
        foreach (var browser in (Browser[])[desk, phone]) await VanityStage.AssertDeadAsync(gateway, browser.SessionCookie!);
        Proof.ErrorPage(gateway, await LogoutTokens.SendAsync(gateway, token), 400, "logout_token_replayed");
    }

    private static Task<Race> StartAsync(params (string Name, string Value)[] tokens) => StartAsync("alice", tokens);

    private static async Task<Race> StartAsync(string member, params (string Name, string Value)[] tokens)
    {
        var first = await GatewayHost.StartAsync(site => site["Tokens"] = new System.Text.Json.Nodes.JsonObject(
            tokens.Select(one => KeyValuePair.Create<string, System.Text.Json.Nodes.JsonNode?>(one.Name, one.Value))));
        GatedStore? store = null;
        var second = await first.StartNodeAsync(TakeOut.Store(inner => store = new GatedStore(inner)));
        var browser = await first.SignedInAsync(member);
        await browser.At(second).GetAsync("/");
        VanityStage.Forget(first);
        return new Race(first, second, store!, browser, browser.At(second), browser.SessionCookie!);
    }

    /// <summary>Two nodes, one browser that comes to both, and the store as the second one sees it.</summary>
    private sealed record Race(GatewayHost First, GatewayHost Second, GatedStore Store, Browser Here, Browser There, string Cookie) : IAsyncDisposable
    {
        public async Task LogOutAsync() => Assert.Equal(302, (await Here.GetAsync(GatewayHost.Vanity + "?logout=/", ("Cookie", "__Host-gateway=" + Cookie))).Status);

        /// <summary>
        /// The answer to a request that has the OP asked: what the OP says stands at the store's door while something else happens, and is
        /// let in afterwards.
        /// </summary>
        public async Task<Answer> WithAnswerAtTheDoorAsync(string endpoint, Func<Task<Answer>> ask, Func<Task> meanwhile)
        {
            var said = First.Nats.Switches.Of(endpoint).HoldAnswer(times: 1);
            var asked = ask();
            await said.ArrivedAsync();   // the attempt is in the store
            var door = Store.HoldReplaces();
            said.Open();
            await door.ArrivedAsync();
            await meanwhile();
            door.Open();
            return await asked;
        }

        public async Task AssertDeadAsync()
        {
            await VanityStage.AssertDeadAsync(First, Cookie);
            await VanityStage.AssertDeadAsync(Second, Cookie);
            First.AssertQuiet();
            Second.AssertQuiet();
        }

        public async ValueTask DisposeAsync()
        {
            await Second.DisposeAsync();
            await First.DisposeAsync();
        }
    }
}
