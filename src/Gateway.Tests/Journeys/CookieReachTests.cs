using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Which requests the session cookie goes along with, where the owner says so.</summary>
public sealed class CookieReachTests
{
    [Fact]
    public async Task One_login_is_for_all_addresses_of_the_site_with_a_domain()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Domain"] = "a.example" });
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/full/a.php");

        var answer = await browser.GetAsync(callback);
        var other = await browser.GetAsync("https://www.a.example/members/full/b.php");
        var left = await browser.GetAsync("https://www.a.example" + GatewayHost.Vanity + "?logout=/");
        var after = await browser.GetAsync("/members/full/a.php");

        var line = Assert.Single(answer.SetCookies, line => line.StartsWith("__Secure-gateway=", StringComparison.Ordinal));
        Assert.Matches("^__Secure-gateway=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; Domain=a.example; SameSite=Lax; Secure$", line);
        Assert.Equal((200, "upstream:/members/full/b.php"), (other.Status, other.Text));
        Assert.Contains("__Secure-gateway=; Path=/; HttpOnly; Domain=a.example; SameSite=Lax; Secure; Max-Age=0", left.SetCookies);
        Proof.Login(gateway, after);
    }

    [Fact]
    public async Task Cookie_of_a_domain_stays_with_us_and_no_upstream_sets_it()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Domain"] = "a.example" });
        gateway.Area.Answers["/members/planted.php"] = context =>
        {
            context.Response.Headers.SetCookie = new(["__Secure-gateway=planted; Domain=a.example", "lang=de"]);
            return Task.CompletedTask;
        };
        var browser = await gateway.SignedInAsync("alice");

        var answer = await browser.GetAsync("/members/planted.php");
        await browser.GetAsync("/");
        await browser.GetAsync("/members/");

        Assert.Contains("lang=de", answer.SetCookies);
        Assert.DoesNotContain(answer.SetCookies, line => line.Contains("planted", StringComparison.Ordinal));
        Assert.Equal(("lang=de", "lang=de"), (gateway.Area.Last("/")["Cookie"], gateway.Area.Last("/members/")["Cookie"]));
    }

    [Fact]
    public async Task Cookie_of_one_site_opens_no_other_below_the_same_domain()
    {
        await using var gateway = await GatewayHost.StartAsync(
            site =>
            {
                site["Origins"] = new JsonArray(GatewayHost.Origin, "https://www.a.example");
                site["Session"] = new JsonObject { ["Cookie"] = new JsonObject { ["Domain"] = "a.example" } };
            },
            file => Some.SiteBeside(file)["Origins"] = new JsonArray("https://b.a.example", "https://c.a.example"));
        var browser = await gateway.SignedInAsync("alice");

        var answer = await browser.GetAsync("https://b.a.example/members/full/a.php");
        var still = await browser.GetAsync("/members/full/a.php");

        Proof.Login(gateway, answer);
        Assert.Equal(200, still.Status);
    }

    [Fact]
    public async Task Path_and_life_are_those_of_the_owner()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Path"] = "/members", ["Persistent"] = true });
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));
        var page = await browser.FollowAsync(answer);
        var left = await browser.GetAsync(GatewayHost.Vanity + "?logout=/");

        var line = Assert.Single(answer.SetCookies, line => line.StartsWith("__Secure-gateway=", StringComparison.Ordinal));
        Assert.Matches("^__Secure-gateway=[A-Za-z0-9_-]{43}; Path=/members; HttpOnly; SameSite=Lax; Secure; Max-Age=28800$", line);
        Assert.Equal("upstream:/members/", page.Text);
        Assert.Contains("__Secure-gateway=; Path=/members; HttpOnly; SameSite=Lax; Secure; Max-Age=0", left.SetCookies);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Session_ends_when_the_owner_says_so_whatever_the_browser_keeps()
    {
        await using var gateway = await StartAsync(new JsonObject { ["Persistent"] = true });
        var browser = await gateway.SignedInAsync("alice");

        gateway.Clock.Advance(TimeSpan.FromHours(2));   // far beyond the inactivity timeout

        Proof.Login(gateway, await browser.GetAsync("/members/"));
    }

    private static Task<GatewayHost> StartAsync(JsonObject cookie) => GatewayHost.StartAsync(site => site["Session"] = new JsonObject { ["Cookie"] = cookie });
}
