using Gateway.Demo.Nats;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Conformance;

/// <summary>A site with an OP of its own, at which modules are played one after the other.</summary>
internal sealed class Lane : IAsyncDisposable
{
    private Lane(int number, Setup setup, IReadOnlyList<Module> modules, SimulatedNats nats) => (Number, Setup, Modules, Nats) = (number, setup, modules, nats);

    public int Number { get; }

    public Setup Setup { get; }

    public IReadOnlyList<Module> Modules { get; }

    public SimulatedNats Nats { get; }

    public string Key => $"lane-{Number}";

    public string Host => Key + ".example";

    public string Origin => "https://" + Host;

    /// <summary>One for each way of being set up, and one for each module that must be alone; all at one clock.</summary>
    public static async Task<IReadOnlyList<Lane>> StartAsync(IEnumerable<Module> modules, TimeProvider clock)
    {
        var (alone, together) = (modules.Where(module => module.IsAlone), modules.Where(module => !module.IsAlone));
        var groups = together.GroupBy(module => module.Setup).Select(group => group.ToList()).Concat(alone.Select(module => new List<Module> { module }));
        return await Task.WhenAll(groups.Select((group, i) => StartAsync(i, group, clock)));
    }

    public async Task<IReadOnlyDictionary<Module, Verdict>> PlayAsync(Party party)
    {
        var verdicts = new Dictionary<Module, Verdict>();
        foreach (var module in Modules) verdicts[module] = await PlayAsync(party, module);
        return verdicts;
    }

    public ValueTask DisposeAsync() => Nats.DisposeAsync();

    private static async Task<Lane> StartAsync(int number, List<Module> modules, TimeProvider clock)
    {
        var options = new SimulatedNatsOptions
        {
            RequirePkce = false,   // the module of this age knows none unless told
            AccessTokenLifetime = TimeSpan.FromHours(1),
            CodeLifetime = TimeSpan.FromHours(1),
        };
        var lane = new Lane(number, modules[0].Setup, modules, await SimulatedNats.StartAsync(options, clock));
        lane.Nats.Clients.Put(new NatsClient(GatewayHost.ClientId, GatewayHost.ClientSecret)
        {
            RedirectUris = [lane.Origin + GatewayHost.Vanity],
            PostLogoutOrigins = [lane.Origin],
            SignedUserInfo = lane.Setup.IsSigned,
            TokenInForm = lane.Setup.HasTokenInBody,
        });
        return lane;
    }

    private async Task<Verdict> PlayAsync(Party party, Module module)
    {
        Nats.Switches.Reset();
        Nats.Ledger.Clear();
        Setup.Offer(Nats);
        module.Switch(Nats);
        try
        {
            await module.Play(new Trial(party, this));
            return Verdict.Passed;
        }
        catch (ModuleEndedException end)
        {
            return end.Verdict;
        }
        catch (HttpRequestException)
        {
            return new Verdict(Outcome.Failed, "the connection was cut");
        }
    }
}
