using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// Site <c>a</c> of the stage and a site <c>b</c>, <c>https://b.example</c>, with an OP and an upstream of its own: passphrase, client and
/// cookie names are the same, so that nothing but the site can tell them apart. The store shows what it was asked.
/// </summary>
internal sealed class TwoSites : IAsyncDisposable
{
    public const string OtherOrigin = "https://b.example";

    private TwoSites(GatewayHost gateway, SimulatedNats otherNats, FakeMembersArea otherArea) => (Gateway, OtherNats, OtherArea) = (gateway, otherNats, otherArea);

    public GatewayHost Gateway { get; }

    public SimulatedNats OtherNats { get; }

    public FakeMembersArea OtherArea { get; }

    public RecordingStore Store => (RecordingStore)Gateway.Services.GetRequiredService<Gateway.Sessions.ISessionStore>();

    /// <summary><paramref name="site"/> changes the JSON of both sites.</summary>
    public static async Task<TwoSites> StartAsync(Action<JsonObject>? site = null)
    {
        var nats = await SimulatedNats.StartAsync(
            new SimulatedNatsOptions
            {
                AccessTokenLifetime = TimeSpan.FromMinutes(5),
                Clients = [new NatsClient(GatewayHost.ClientId, GatewayHost.ClientSecret) { RedirectUris = [OtherOrigin + GatewayHost.Vanity] }],
            },
            new WatchedClock(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero)));
        var area = await FakeMembersArea.StartAsync();
        var gateway = await GatewayHost.StartAsync(site, file => AddSite(file, "b", OtherOrigin, nats, area), services: UseStore);
        return new TwoSites(gateway, nats, area);
    }

    /// <summary>A copy of site <c>a</c> by another name, with another origin, OP and upstream.</summary>
    public static void AddSite(JsonObject file, string name, string origin, SimulatedNats nats, FakeMembersArea area)
    {
        var site = file["Sites"]!["a"]!.DeepClone().AsObject();
        site["Origins"] = new JsonArray(origin);
        site["Provider"]!["MetadataUrl"] = nats.MetadataUrl.ToString();
        site["Upstream"] = area.Address.ToString();
        file["Sites"]![name] = site;
    }

    /// <summary>Time passes for Gateway and for both OPs.</summary>
    public void Pass(int minutes, int seconds = 0)
    {
        Gateway.Clock.Advance(new TimeSpan(0, minutes, seconds));
        ((WatchedClock)OtherNats.Clock).Advance(new TimeSpan(0, minutes, seconds));
    }

    public Browser NewBrowserOfOther() => new(Gateway.Address, OtherNats, OtherOrigin);

    /// <summary>No token, userinfo or session came of it, at either OP.</summary>
    public void AssertNoCall()
    {
        foreach (var nats in (SimulatedNats[])[Gateway.Nats, OtherNats]) Assert.Equal((0, 0), (nats.Ledger.Count(NatsEndpoint.Token), nats.Ledger.Count(NatsEndpoint.UserInfo)));
        Assert.Empty(Store.Bodies);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await OtherNats.DisposeAsync();
        await OtherArea.DisposeAsync();
    }

    private static void UseStore(IServiceCollection services) =>
        services.AddSingleton<Gateway.Sessions.ISessionStore>(provider => new RecordingStore(provider.GetRequiredService<TimeProvider>()));
}
