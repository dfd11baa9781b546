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
    private const int LeastWarmUps = 4;
    private const int MostWarmUps = 10;

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        var results = works.SelectMany(work => contenders.Where(contender => Enters(contender, work)).Select(contender => new Result(contender.Name, work))).ToList();
        await WarmUpAsync();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var work in works.Where(work => round < work.Rounds))
            {
                foreach (var contender in Turn(round).Where(contender => Enters(contender, work)))
                {
                    var (cpu, perSecond) = await AskAsync(contender, work);
                    var result = Of(results, contender, work);
                    result.Cpu.Add(cpu);
                    result.PerSecond.Add(perSecond);
                }
            }

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
                var times = await Load.LatenciesAsync(work.Page(contender.Address), CookieFor(contender, work), rate, AtRest);
                var result = Of(results, contender, work);
                result.P50.Add(times[times.Length / 2]);
                result.P99.Add(times[(int)(times.Length * 0.99)]);
            }

            say($"single requests, round {round + 1} of {rounds} is done");
        }
    }

    // Compiled code goes on getting faster for some 60,000 requests of a kind; who is no longer getting faster is warm.
    private async Task WarmUpAsync()
    {
        foreach (var work in works)
        {
            foreach (var contender in contenders.Where(contender => Enters(contender, work)))
            {
                var spent = new List<double>();
                while (spent.Count < LeastWarmUps || (spent.Count < MostWarmUps && !Agree(spent[^3..]))) spent.Add((await AskAsync(contender, work)).Cpu);
            }
        }

        say("everybody is warm");
    }

    private static bool Agree(List<double> last) => last.Max() <= 1.05 * last.Min();

    private static async Task<(double Cpu, double PerSecond)> AskAsync(Contender contender, Work work)
    {
        var count = work.Count;
        var before = CpuTime.Of(contender.Process.Id);
        var perSecond = await Load.PerSecondAsync(work.Addresses(contender.Address), CookieFor(contender, work), count, work.Refused, work.OverHttp2 ? contender.Http2 : null);
        var spent = CpuTime.Of(contender.Process.Id) - before;
        return (spent.TotalMicroseconds / count, perSecond);
    }

    private IEnumerable<Contender> Turn(int round) => Enumerable.Range(0, contenders.Count).Select(i => contenders[(i + round) % contenders.Count]);

    // Who knows no members refuses nobody.
    private static bool Enters(Contender contender, Work work) => !work.Refused || contender.Cookie.Length > 0;

    private static Result Of(IEnumerable<Result> results, Contender contender, Work work) => results.Single(result => result.Contender == contender.Name && result.Work == work);

    private static string CookieFor(Contender contender, Work work) => work.SignedIn ? contender.Cookie : "";
}
