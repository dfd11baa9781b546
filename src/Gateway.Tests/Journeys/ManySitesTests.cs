using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Protection;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A thousand sites of one OP: what their number must not cost, by counting work and not time.</summary>
public sealed class ManySitesTests
{
    private const int Sites = 1000;
    private const int Visited = 40;

    [Fact]
    public async Task A_thousand_sites_cost_one_metadata_document_and_no_derived_key_until_somebody_comes()
    {
        await using var gateway = await GatewayHost.StartAsync(file: Multiply);

        Assert.Equal(Sites, gateway.Configuration.Sites.All.Count);
        Assert.Equal(0, gateway.Configuration.Sites.All.Sum(Derived));
        var starts = await Task.WhenAll(Enumerable.Range(1, Visited).Select(i => gateway.NewBrowser($"https://s{i}.example").ScriptAsync("/members/")));

        Assert.All(starts, start => Assert.Equal(401, start.Status));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Metadata));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Jwks));
        Assert.Equal(0, gateway.Configuration.Sites.All.Sum(Derived));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A_reload_of_a_thousand_sites_derives_no_key_anew_and_asks_the_OP_nothing()
    {
        await using var gateway = await GatewayHost.StartAsync(file: Multiply);
        var alice = await gateway.SignedInAsync("alice");
        var key = gateway.Configuration.Sites.All[0].Keys.Sealing;
        gateway.Nats.Ledger.Clear();

        await gateway.ReloadAsync(file: file => file["Sites"]!["s7"]!["Passphrase"]!.AsArray().Insert(0, "another passphrase of the tests"));

        var next = gateway.Services.GetRequiredService<CurrentConfiguration>().Value;
        Assert.Equal((2, Sites), (next.Generation, next.Sites.All.Count));
        Assert.Same(key, next.Sites.All[0].Keys.Sealing);
        Assert.Equal(1, next.Sites.All.Sum(Derived));
        Assert.Equal(200, (await alice.GetAsync("/members/")).Status);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public void Keys_of_the_same_passphrase_are_carried_over_and_those_of_another_site_are_not()
    {
        var before = new PassphraseKeys("a", ["one", "two"]);
        var sealing = before.Sealing;

        Assert.Same(sealing, new PassphraseKeys("a", ["new", "one"], before).Opening(sealing.Id).Single(key => ReferenceEquals(key, sealing)));
        Assert.NotSame(sealing, new PassphraseKeys("b", ["one"], before).Sealing);
        Assert.Equal(1, Derived(new PassphraseKeys("a", ["one"], before)));
        Assert.Equal(0, Derived(new PassphraseKeys("a", ["three"], before)));
    }

    private static void Multiply(JsonObject file)
    {
        var (sites, first) = (file["Sites"]!.AsObject(), file["Sites"]!["a"]!);
        for (var i = 1; i < Sites; i++)
        {
            var site = first.DeepClone().AsObject();
            site["Origins"] = new JsonArray($"https://s{i}.example");
            sites[$"s{i}"] = site;
        }
    }

    private static int Derived(Site site) => Derived(site.Keys);

    // The product has no need to tell; a derivation takes a tenth of a second, which no test should measure.
    private static int Derived(PassphraseKeys keys)
    {
        var inOrder = ((string, Lazy<PassphraseKey> Key)[])typeof(PassphraseKeys).GetField("_inOrder", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(keys)!;
        return inOrder.Count(one => one.Key.IsValueCreated);
    }
}
