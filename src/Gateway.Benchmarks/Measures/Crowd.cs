using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>What a page costs where all requests are one member's, and where each is another's: nothing that was kept of the one before serves the next.</summary>
internal sealed record Crowd(string Contender, Spread OfOne, Spread OfMany)
{
    public const int Most = 10_000;

    private const int Pages = 8_000;
    private const int WarmUps = 2;
    private const int Rounds = 3;
    private const int Browsers = 32;

    public static async Task<IReadOnlyList<Crowd>> OfAsync(Field field)
    {
        await using var gateway = await field.GatewayAsync(redis: true);
        await using var copies = await SessionCopies.OpenAsync(field);
        var ours = await OfAsync(gateway, await copies.MakeAsync(gateway.Cookie, Most, SessionCopies.Invented));
        await using var apache = await field.ApacheAsync("redis");
        var cookies = new string[Most];   // no hand but its own can make its sessions: each signs in
        await Parallel.ForAsync(0, Most, new ParallelOptions { MaxDegreeOfParallelism = Browsers }, async (member, _) => cookies[member] = await Member.SignInAsync(new Uri(apache.Address, Field.MembersPage)));
        return [ours, await OfAsync(apache, cookies)];
    }

    private static async Task<Crowd> OfAsync(Contender contender, IReadOnlyList<string> cookies)
    {
        var (one, many) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            one.Add(await CostAsync(contender, [contender.Cookie]));
            many.Add(await CostAsync(contender, cookies));
        }

        return new Crowd(contender.Name, Spread.Of(one.Skip(WarmUps)), Spread.Of(many.Skip(WarmUps)));
    }

    private static async Task<double> CostAsync(Contender contender, IReadOnlyList<string> cookies)
    {
        var before = CpuTime.Of(contender.Process.Id);
        await Readers.ReadAsync(new Uri(contender.Address, Field.MembersPage), cookies, Pages, Browsers);
        return (CpuTime.Of(contender.Process.Id) - before).TotalMicroseconds / Pages;
    }
}
