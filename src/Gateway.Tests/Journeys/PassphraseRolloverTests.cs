using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A new passphrase on two nodes that share a Redis: second everywhere, then first, then the old one goes (corpus C44).</summary>
public sealed class PassphraseRolloverTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private const string Old = "a passphrase of the tests, long enough";
    private const string New = "another passphrase of the tests, as long";

    // What the two nodes know at the same moment of the roll-over.
    [Theory]
    [InlineData(Old, Old + "|" + New)]
    [InlineData(Old + "|" + New, Old + "|" + New)]
    [InlineData(Old + "|" + New, New + "|" + Old)]
    [InlineData(New + "|" + Old, New + "|" + Old)]
    public async Task C44_Sessions_and_logins_of_either_node_are_good_at_the_other_at_every_step(string first, string second)
    {
        await using var nodes = await RedisNodes.StartAsync(redis, Passphrases(first), Passphrases(second));

        foreach (var (here, there) in ((GatewayHost, GatewayHost)[])[(nodes.First, nodes.Second), (nodes.Second, nodes.First)])
        {
            var browser = here.NewBrowser();
            var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");   // the state of one, redeemed at the other
            Assert.Equal("upstream:/members/a.php", (await browser.At(there).OpenAsync(callback)).Text);
            var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => browser.At(i % 2 == 0 ? here : there).GetAsync($"/members/{i}.php")));
            Assert.All(pages, page => Assert.Equal(200, page.Status));
        }

        nodes.AssertQuiet();
    }

    [Fact]
    public async Task C44_When_the_old_one_is_gone_its_sessions_are_and_those_of_the_new_go_on()
    {
        await using var nodes = await RedisNodes.StartAsync(redis, Passphrases(Old + "|" + New), Passphrases(New + "|" + Old));
        var (byOld, byNew) = (await nodes.First.SignedInAsync("alice"), await nodes.Second.SignedInAsync("bob"));

        await using var last = await nodes.First.StartNodeAsync(_ => { }, Passphrases(New));

        Proof.Login(last, await byOld.At(last).GetAsync("/members/"));
        Assert.Single(last.Log.Warnings);
        Assert.Equal(2, nodes.Sessions.Count);   // another node may still read it
        Assert.Equal(200, (await byNew.At(last).GetAsync("/members/")).Status);
        Assert.Equal(200, (await byOld.GetAsync("/members/")).Status);
        nodes.AssertQuiet();
    }

    private static Action<JsonObject> Passphrases(string list) => site => site["Passphrase"] = new JsonArray([.. list.Split('|').Select(one => JsonValue.Create(one))]);
}
