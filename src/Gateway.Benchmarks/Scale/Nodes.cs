using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks.Scale;

/// <summary>So many gateways of one site on this machine, all asked at once for one member's page, each over <see cref="Load.Connections"/> connections.</summary>
internal sealed record Nodes(int Count, Spread PerSecond, Spread Cpu)
{
    private const int Requests = 48_000;
    private const int WarmUps = 3;
    private const int Rounds = 5;

    public static async Task<IReadOnlyList<Nodes>> OfAsync(Field field, Contender first)
    {
        await using var second = await field.NodeAsync(first);
        await using var third = await field.NodeAsync(first);
        for (var warm = 0; warm < WarmUps; warm++)
            foreach (var node in (Contender[])[first, second, third]) await AskAsync(first, [node]);
        Contender[][] groups = [[first], [first, second, third]];
        var figures = groups.ToDictionary(group => group.Length, _ => new List<(double PerSecond, double Cpu)>());
        for (var round = 0; round < Rounds; round++)
            foreach (var group in groups) figures[group.Length].Add(await AskAsync(first, group));
        return [.. figures.Select(one => new Nodes(one.Key, Spread.Of(one.Value.Select(figure => figure.PerSecond)), Spread.Of(one.Value.Select(figure => figure.Cpu))))];
    }

    private static async Task<(double PerSecond, double Cpu)> AskAsync(Contender site, Contender[] nodes)
    {
        var (page, each) = (new Uri(site.Address, Field.MembersPage), Requests / nodes.Length);
        var before = nodes.Sum(node => CpuTime.Of(node.Process.Id).TotalMicroseconds);
        var perSecond = await Task.WhenAll(nodes.Select(node => Load.PerSecondAsync(page, site.Cookie, each, node)));
        return (perSecond.Sum(), (nodes.Sum(node => CpuTime.Of(node.Process.Id).TotalMicroseconds) - before) / (each * nodes.Length));
    }
}
