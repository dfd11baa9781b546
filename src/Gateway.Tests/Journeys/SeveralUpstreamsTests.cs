using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>One site, a server for each folder.</summary>
public sealed class SeveralUpstreamsTests
{
    [Fact]
    public async Task Each_folder_has_its_own_server_and_all_get_the_same_member()
    {
        await using var blog = await FakeMembersArea.StartAsync();
        await using var gateway = await StartAsync(blog);
        var alice = await gateway.SignedInAsync("alice");

        var (here, there, refused) = (await alice.GetAsync("/members/a.php"), await alice.GetAsync("/members//blog/./b.php?q=1"), await gateway.NewBrowser().GetAsync("/members/blog/c.php"));

        Assert.Equal(("upstream:/members/a.php", "upstream:/members/blog/b.php?q=1"), (here.Text, there.Text));
        Assert.Equal("alice", gateway.Area.Last("/members/a.php")["REMOTE_USER"]);
        Assert.Equal("alice", Assert.Single(blog.Requests)["REMOTE_USER"]);
        Proof.Login(gateway, refused);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task The_unauthorized_page_is_asked_of_the_server_that_has_it()
    {
        await using var blog = await FakeMembersArea.StartAsync();
        await using var gateway = await StartAsync(blog);
        var bob = await gateway.SignedInAsync("bob");

        var answer = await bob.GetAsync("/members/full/a.php");

        Assert.Equal((401, "upstream:/members/blog/unauth.php?why=1"), (answer.Status, answer.Text));
        Assert.Single(blog.Requests);
        gateway.AssertQuiet();
    }

    private static Task<GatewayHost> StartAsync(FakeMembersArea blog) => GatewayHost.StartAsync(site =>
    {
        site["Upstream"] = new JsonObject { ["/members/blog/"] = blog.Address.ToString(), ["/"] = site["Upstream"]!.ToString() };
        site["Paths"]!["/members/blog/unauth.php"] = "all granted";
        site["Pages"]!["Unauthorized"] = "/members/blog/unauth.php?why=1";
    });
}
