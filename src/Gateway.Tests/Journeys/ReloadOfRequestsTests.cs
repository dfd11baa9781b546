using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yarp.ReverseProxy;

namespace Gateway.Tests.Journeys;

/// <summary>What is under way when a reload comes ends with the generation with which it began; what comes later begins with the next.</summary>
public sealed class ReloadOfRequestsTests
{
    [Fact]
    public async Task H13_A_request_is_judged_and_forwarded_by_the_generation_with_which_it_began()
    {
        await using var other = await FakeMembersArea.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(services: HeldStore.Use);
        var bob = await gateway.SignedInAsync("bob");
        var alice = await gateway.SignedInAsync("alice");
        var gate = HeldStore.Of(gateway).Finds = new Latch();
        var (denied, allowed) = (bob.GetAsync("/members/full/a.php"), alice.GetAsync("/members/full/b.php"));
        await gate.ArrivedAsync(2, TestContext.Current.CancellationToken);

        await gateway.ReloadAsync(site =>
        {
            site["Paths"]!.AsObject().Remove("/members/full/");
            site["Upstream"] = other.Address.ToString();
            site["Identity"] = new JsonObject { ["Headers"] = "None" };
        });
        HeldStore.Of(gateway).Finds = null;
        gate.Open();

        Assert.Equal(401, (await denied).Status);
        Assert.Equal("upstream:/members/full/b.php", (await allowed).Text);
        Assert.Equal("alice", gateway.Area.Last("/members/full/b.php")["REMOTE_USER"]);
        Assert.Empty(other.Requests);
        Assert.Equal("upstream:/members/full/a.php", (await bob.GetAsync("/members/full/a.php")).Text);
        Assert.False(Assert.Single(other.Requests).Has("REMOTE_USER"));
    }

    [Fact]
    public async Task H13_A_login_under_way_ends_with_the_secret_and_the_user_name_with_which_it_began()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (early, late) = (gateway.NewBrowser(), gateway.NewBrowser());
        var callback = await early.ReachCallbackAsync("alice", "/members/a.php");

        await gateway.ReloadAsync(site =>
        {
            site["Provider"]!["ClientSecret"] = "unknown to NATS";
            site["Identity"] = new JsonObject { ["RemoteUserClaim"] = "email" };
        });
        var page = await early.OpenAsync(callback);
        var refused = await late.GetAsync(await late.ReachCallbackAsync("alice", "/members/b.php"));

        Assert.Equal("upstream:/members/a.php", page.Text);
        Assert.Equal("alice", gateway.Area.Last("/members/a.php")["REMOTE_USER"]);
        Proof.ErrorPage(gateway, refused, 502, "op_client_refused");
    }

    [Fact]
    public async Task H13_A_login_under_way_ends_on_an_origin_a_vanity_URL_and_a_passphrase_that_are_gone()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser("https://www.a.example");
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");

        await gateway.ReloadAsync(site =>
        {
            site["Origins"] = new JsonArray(GatewayHost.Origin);
            site["RedirectUri"] = "/v";
            site["Passphrase"] = new JsonArray("another passphrase of the tests");
        });
        var answer = await browser.GetAsync(callback);

        Assert.Equal((302, "https://www.a.example/members/a.php"), (answer.Status, answer.Header("Location")));
        Assert.NotNull(browser.SessionCookie);
        Assert.Equal(421, (await browser.FollowAsync(answer)).Status);
        Assert.Equal(421, (await browser.GetAsync(callback.Replace("state=", "state=x", StringComparison.Ordinal))).Status);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_login_that_began_before_ends_with_the_new_generation_when_the_old_one_is_gone()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["StateTimeout"] = "1m" });
        var browser = gateway.NewBrowser();
        await gateway.ReloadAsync(site => site["Login"]!["StateTimeout"] = "10m");
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");

        await gateway.ReloadAsync(site => site["Login"]!["StateTimeout"] = "9m");
        for (var i = 0; i < 9; i++) await gateway.ReloadAsync();   // more than are kept

        Assert.Equal("upstream:/members/a.php", (await browser.OpenAsync(callback)).Text);
        gateway.AssertQuiet();
    }

    [Fact(Timeout = 300_000)]
    public async Task Schemes_and_clusters_of_a_generation_go_after_its_last_login_and_its_last_request()
    {
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Login"] = new JsonObject { ["StateTimeout"] = "2m" };
            site["Timeouts"] = new JsonObject { ["FirstByte"] = "10m" };   // the clock moves before the film has begun
        });
        var gate = new Latch();
        gateway.Area.Streams["/slow"] = async context =>
        {
            await context.Response.WriteAsync("a long ", context.RequestAborted);
            await gate.PassAsync(context.RequestAborted);
            await context.Response.WriteAsync("film", context.RequestAborted);
        };
        var slow = gateway.NewBrowser().GetAsync("/slow");
        await gate.ArrivedAsync(1, TestContext.Current.CancellationToken);
        var ended = gateway.Services.GetRequiredService<CurrentConfiguration>().Enter();   // stands for one more request

        await gateway.ReloadAsync();
        Assert.True(await IsThereAsync(gateway, "a@1") && await IsThereAsync(gateway, "a@2"));
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await IsThereAsync(gateway, "a@1"));
        gate.Open();
        Assert.Equal("a long film", (await slow).Text);
        Assert.True(await IsThereAsync(gateway, "a@1"));
        ended.Leave();
        while (await IsThereAsync(gateway, "a@1")) await Task.Yield();   // it goes behind the request

        Assert.True(await IsThereAsync(gateway, "a@2"));
        Assert.Equal("upstream:/", (await gateway.NewBrowser().GetAsync("/")).Text);
    }

    private static async Task<bool> IsThereAsync(GatewayHost gateway, string name)
    {
        var scheme = await gateway.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(name);
        var cluster = gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster(name, out _);
        return scheme is not null || cluster;
    }
}
