using Gateway.Benchmarks.Contenders;

namespace Gateway.Benchmarks.Measures;

/// <summary>What one contender did with one kind of work, round by round.</summary>
internal sealed record Result(string Contender, Work Work)
{
    /// <summary>Microseconds of its own processes, a request.</summary>
    public List<double> Cpu { get; } = [];

    /// <summary>Requests a second, all processors busy.</summary>
    public List<double> PerSecond { get; } = [];

    /// <summary>Milliseconds, at the same rate for all.</summary>
    public List<double> P50 { get; } = [];

    public List<double> P99 { get; } = [];
}

/// <summary>Every contender in turn at every kind of work, the order moved on by one in each round, so that nobody is always first.</summary>
internal sealed class Race(IReadOnlyList<Contender> contenders, IReadOnlyList<Work> works, Action<string> say)
{
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds, double share)
    {
        var results = works.SelectMany(work => contenders.Where(contender => Enters(contender, work)).Select(contender => new Result(contender.Name, work))).ToList();
        await WarmUpAsync(share);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var work in works.Where(work => round < work.Rounds))
                foreach (var contender in Turn(round).Where(contender => Enters(contender, work))) await AskAsync(results, contender, work, share);
            say($"round {round + 1} of {rounds} is done");
        }

        return results;
    }

    /// <summary>Times of single requests at a third of what the slowest can do.</summary>
    public async Task TimeAsync(IReadOnlyList<Result> results, Work work, int rounds)
    {
        var rate = 0.3 * results.Where(result => result.Work == work).Min(result => Spread.Of(result.PerSecond).Median);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in Turn(round))
            {
                var times = await Load.LatenciesAsync(new Uri(contender.Address, work.Path), CookieFor(contender, work), rate, AtRest);
                var result = Of(results, contender, work);
                result.P50.Add(times[times.Length / 2]);
                result.P99.Add(times[(int)(times.Length * 0.99)]);
            }

            say($"single requests, round {round + 1} of {rounds} is done");
        }
    }

    private async Task WarmUpAsync(double share)
    {
        foreach (var work in works)
            foreach (var contender in contenders.Where(contender => Enters(contender, work)))
                for (var again = 0; again < 2; again++) await Load.PerSecondAsync(new Uri(contender.Address, work.Path), CookieFor(contender, work), Count(work, share), work.Refused);
        say("everybody is warm");
    }

    private static async Task AskAsync(List<Result> results, Contender contender, Work work, double share)
    {
        var count = Count(work, share);
        var before = CpuTime.Of(contender.Process.Id);
        var perSecond = await Load.PerSecondAsync(new Uri(contender.Address, work.Path), CookieFor(contender, work), count, work.Refused);
        var spent = CpuTime.Of(contender.Process.Id) - before;
        var result = Of(results, contender, work);
        result.PerSecond.Add(perSecond);
        result.Cpu.Add(spent.TotalMicroseconds / count);
    }

    private IEnumerable<Contender> Turn(int round) => Enumerable.Range(0, contenders.Count).Select(i => contenders[(i + round) % contenders.Count]);

    // Who knows no members refuses nobody.
    private static bool Enters(Contender contender, Work work) => !work.Refused || contender.Cookie.Length > 0;

    private static Result Of(IEnumerable<Result> results, Contender contender, Work work) => results.Single(result => result.Contender == contender.Name && result.Work == work);

    private static string CookieFor(Contender contender, Work work) => work.SignedIn ? contender.Cookie : "";

    // A whole number of requests for every connection.
    private static int Count(Work work, double share) => Math.Max(Load.Connections, (int)(work.Requests * share) / Load.Connections * Load.Connections);
}
