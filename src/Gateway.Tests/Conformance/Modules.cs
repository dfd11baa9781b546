namespace Gateway.Tests.Conformance;

/// <summary>Every module, in the order of the table.</summary>
internal static class Modules
{
    public static IReadOnlyList<Module> All { get; } = [.. BasicModules.All, .. ConfigModules.All, .. LogoutModules.All, .. FurtherModules.All, .. LogoutModules.Ours];

    /// <summary>Plays every module at a relying party that is made for the lanes, as many lanes at once as there are.</summary>
    public static async Task<IReadOnlyDictionary<Module, Verdict>> PlayAsync(TimeProvider clock, Func<IReadOnlyList<Lane>, Task<Party>> start)
    {
        var lanes = await Lane.StartAsync(All, clock);
        try
        {
            await using var party = await start(lanes);
            var verdicts = await Task.WhenAll(lanes.Select(lane => lane.PlayAsync(party)));
            return verdicts.SelectMany(lane => lane).ToDictionary();
        }
        finally
        {
            foreach (var lane in lanes) await lane.DisposeAsync();
        }
    }
}
