using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>Sessions while nodes are renewed one after the other: another format of their bodies, another passphrase (corpus C41, C44).</summary>
public sealed class SessionRolloutTests
{
    private const string Old = "a passphrase of the tests, long enough";
    private const string New = "another passphrase of the tests, as long";

    [Fact]
    public async Task C41_Body_of_the_first_format_is_read()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.NewBrowser().GetAsync(Page);   // metadata is known
        var now = gateway.Clock.GetUtcNow();
        var body = $$"""
            {"user":"alice","issuer":"{{gateway.Nats.Issuer}}","created":{{now.UtcTicks}},"ends":{{now.AddHours(8).UtcTicks}},"idToken":"a.b.c",
             "idTokenClaims":{"sub":"member-1001","iss":"{{gateway.Nats.Issuer}}"},"userInfoClaims":{"sub":"member-1001","username":"alice","trial":"0"},
             "userInfoPreferred":true,"claimsAt":{{now.UtcTicks}},
             "tokens":{"access":"access-of-then","refresh":"refresh-of-then","issued":{{now.UtcTicks}},"expires":{{now.AddMinutes(5).UtcTicks}},
                       "previousAccess":"access-before","previousUntil":{{now.AddMinutes(1).UtcTicks}}},
             "refreshAttempt":{"at":{{now.AddMinutes(-5).UtcTicks}},"token":"of another"},"claimsAttempt":{"at":{{now.AddMinutes(-5).UtcTicks}},"token":"of another"},
             "nextRefresh":{{now.UtcTicks}},"nextClaims":{{now.UtcTicks}},"rechecked":{{now.UtcTicks}}}
            """;
        var (id, keys) = (SessionId.New(), gateway.Configuration.Sites.All[0].Keys);
        var (key, salt) = (StoreKey.OfSession("a", id), new byte[32]);
        id.CopyTo(salt);
        byte[] sealedBody = [1, .. SealedBox.Seal(keys, "session", salt, Encoding.UTF8.GetBytes(body), [1, .. Encoding.UTF8.GetBytes("a\0" + key)])];
        await gateway.Services.GetRequiredService<ISessionStore>().CreateAsync(key, sealedBody, TimeSpan.FromMinutes(31), TestContext.Current.CancellationToken);

        var browser = gateway.NewBrowser();
        browser.Cookies["__Host-gateway"] = id.Text;
        var seen = await gateway.SeeAsync(browser, Full);

        Assert.Equal(("alice", "0", "access-of-then"), (seen["Remote-User"], seen["OIDC_CLAIM_trial"], seen.Token()));
        Assert.Equal("/members/back.php", (await browser.RefreshLinkAsync("access-before")).Header("Location"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C41_I43_Two_formats_side_by_side_end_no_session_that_a_node_can_read()
    {
        await using var older = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0")));
        await using var newer = await older.StartNodeAsync(services => services.Replace(ServiceDescriptor.Singleton<SessionSeal>(new NextSeal())));
        var browser = await older.SignedInAsync("alice");
        var (there, cookie) = (browser.At(newer), browser.SessionCookie);

        Assert.Equal(200, (await there.GetAsync(Page)).Status);   // the older format is read
        older.Pass(5);
        Assert.Equal(200, (await there.GetAsync(Page)).Status);   // refreshed, and so written in the newer one
        older.AssertLogin(await browser.GetAsync(Page));
        AssertScriptLogin(await browser.ScriptAsync(Page));
        Assert.Equal(200, (await there.GetAsync(Page)).Status);   // the older node has left it alone

        await browser.SignInAsync("alice");
        Assert.NotEqual(cookie, browser.SessionCookie);
        Assert.Equal((200, 200), ((await browser.GetAsync(Page)).Status, (await there.GetAsync(Page)).Status));
        await VanityStage.AssertDeadAsync(newer, cookie!);   // what the browser had goes at its next login
        older.AssertQuiet();
        newer.AssertQuiet();
    }

    [Fact]
    public async Task C44_Passphrase_rolls_over_node_by_node_under_load_and_nobody_is_signed_out()
    {
        await using var stage = await GatewayHost.StartAsync(Passphrases(Old));
        await using var first = await stage.StartNodeAsync();
        await using var second = await stage.StartNodeAsync();
        var (nodes, served) = ((GatewayHost[])[first, second], new Tally());
        var replaced = new List<GatewayHost>();
        using var over = new CancellationTokenSource();
        var before = await stage.SignedInAsync("alice");
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BrowseAsync(before, nodes, served, over.Token)).Append(SignInAsync(stage, nodes, served, over.Token)));

        // The new one second everywhere, then first.
        foreach (var (node, list) in ((int, string[])[])[(0, [Old, New]), (1, [Old, New]), (0, [New, Old]), (1, [New, Old])])
        {
            replaced.Add(nodes[node] = await stage.StartNodeAsync(site: Passphrases(list)));
            await Task.WhenAny(load, served.ReachedAsync(served.Count + 40, TestContext.Current.CancellationToken));
        }

        await over.CancelAsync();
        await load;
        var after = stage.NewBrowser();
        await after.At(nodes[0]).SignInAsync("alice");

        // Then the old one goes.
        await using var last = await stage.StartNodeAsync(site: Passphrases(New));
        Assert.Equal(200, (await after.At(last).GetAsync(Page)).Status);
        Proof.Login(last, await before.At(last).GetAsync(Page));
        Assert.Single(last.Log.Warnings);
        Assert.Equal(200, (await before.At(nodes[1]).GetAsync(Page)).Status);   // it was left alone
        foreach (var node in (GatewayHost[])[stage, first, second, .. replaced]) node.AssertQuiet();
        foreach (var node in replaced) await node.DisposeAsync();
    }

    private static async Task BrowseAsync(Browser member, GatewayHost[] nodes, Tally served, CancellationToken over)
    {
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            var page = await member.At(nodes[i % 2]).GetAsync($"/members/full/{i}.php");
            Assert.True(page.Status == 200, $"signed out: {page.Status}");
            served.Add();
        }
    }

    // Begun at one node, ended at the other, used at both.
    private static async Task SignInAsync(GatewayHost stage, GatewayHost[] nodes, Tally served, CancellationToken over)
    {
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            var browser = stage.NewBrowser();
            var callback = await browser.At(nodes[i % 2]).ReachCallbackAsync("alice", "/members/full/a.php");
            Assert.Equal("upstream:/members/full/a.php", (await browser.At(nodes[(i + 1) % 2]).OpenAsync(callback)).Text);
            Assert.Equal(200, (await browser.At(nodes[i % 2]).GetAsync(Page)).Status);
            served.Add();
        }
    }

    private static Action<JsonObject> Passphrases(params string[] list) => site => site["Passphrase"] = new JsonArray([.. list.Select(one => JsonValue.Create(one))]);
}
