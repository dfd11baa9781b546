using System.Globalization;
using System.Text;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks;

/// <summary>One table a kind of work: ratios first, for times mean little on another machine.</summary>
internal sealed class Report(string machine)
{
    private readonly StringBuilder _text = new();

    public override string ToString() => $"# Side by side\n\n{machine}\n\nMade by `src/Gateway.Benchmarks/run.sh`. CPU: microseconds of the contender's own processes for a request, in the middle of all rounds (least–most); the ratio is to the first of the table in the same run. Rounds: five of the member's page of 1 kB, three of all others, the order moved on by one in each. Before, each contender was asked for the same at least four times, and on until three times in a row cost the same within 5 % (ten times at most). Single requests: at 30 % of what the slowest can do, the same rate for all.\n\n{_text}";

    public Report Add(Targets targets)
    {
        _text.Append("## In short\n\n").Append(targets).Append('\n').Append(targets.WhereTheTimeGoes()).Append(Tried()).Append('\n').Append(targets.WhetherToCopySessions());
        return this;
    }

    public Report Add(IReadOnlyList<Result> results)
    {
        foreach (var work in results.GroupBy(result => result.Work))
        {
            var first = Spread.Of(work.First().Cpu).Median;
            var timed = work.First().P99.Count > 0;
            _text.Append(CultureInfo.InvariantCulture, $"## {work.Key.Name}\n\n| | CPU µs a request | × {work.First().Contender} | requests a second |{(timed ? " p50 ms | p99 ms |" : "")}\n|---|---|---|---|{(timed ? "---|---|" : "")}\n");
            foreach (var result in work)
            {
                var cpu = Spread.Of(result.Cpu);
                _text.Append(CultureInfo.InvariantCulture, $"| {result.Contender} | {Show(cpu)} | {cpu.Median / first:0.00} | {Spread.Of(result.PerSecond).Median:0} |");
                if (timed) _text.Append(CultureInfo.InvariantCulture, $" {Spread.Of(result.P50).Median:0.00} | {Spread.Of(result.P99).Median:0.00} |");
                _text.Append('\n');
            }

            _text.Append('\n');
        }

        return this;
    }

    public Report Add(Counting counting)
    {
        _text.Append(CultureInfo.InvariantCulture, $"""
            ## Counted, for each request of a signed-in member with Redis

            | | |
            |---|---|
            | commands to Redis, in one round trip | {counting.RedisCommands:0.00} |
            | calls to NATS | {counting.ProviderCalls:0.000} |
            | bytes allocated | {counting.AllocatedBytes:0} |
            | of which bare YARP allocates | {counting.AllocatedBytesOfBareYarp:0} |


            """);
        return this;
    }

    public Report Add(Refreshing refreshing)
    {
        _text.Append(CultureInfo.InvariantCulture, $"""
            ## When the access token wants renewing

            {Refreshing.Requests} requests of one member at once, over {Refreshing.Nodes} nodes with one Redis: {refreshing.TokenCalls} call for a token, {refreshing.Failures} requests failed.


            """);
        return this;
    }

    public Report Add(IReadOnlyList<Mixture> mixtures)
    {
        _text.Append(CultureInfo.InvariantCulture, $"## Logins and renewals in between\n\nEach member signs in, with all its redirects, reads pages of 1 kB, has its tokens renewed by a link and reads on: of {Mixture.RequestsPerTurn} requests one is a login or such a link, and is in the figures. Measured after {Mixture.WarmUps} times as many, which is less than in the tables above.\n\n| | CPU µs a request | calls to NATS for 1,000 requests |\n|---|---|---|\n");
        foreach (var one in mixtures) _text.Append(CultureInfo.InvariantCulture, $"| {one.Contender} | {one.Cpu:0} | {one.ProviderCallsPerThousand:0.0} |\n");
        _text.Append('\n');
        return this;
    }

    public Report Add(IReadOnlyList<Crowd> crowds)
    {
        _text.Append(CultureInfo.InvariantCulture, $"## Many members\n\nThe member's page of 1 kB, once all requests of one member, once each of another of {Crowd.Most:N0}, at random. Asked by a client of .NET, which keeps nobody as busy as h2load does: the figures are to be held against each other, not against those above.\n\n| | CPU µs a request of one member | of another each time | × |\n|---|---|---|---|\n");
        foreach (var one in crowds) _text.Append(CultureInfo.InvariantCulture, $"| {one.Contender} | {Show(one.OfOne)} | {Show(one.OfMany)} | {one.OfMany.Median / one.OfOne.Median:0.00} |\n");
        _text.Append("\nApache's shared memory is not here: as it is set up without a word it has room for 500 entries. Nor is Gateway's memory: it is what is measured above, found by its key.\n\n");
        return this;
    }

    public Report Add(IReadOnlyList<Holding> held)
    {
        _text.Append("## Memory\n\n| | MB for 1,000 open connections | kB for a download whose reader has stopped |\n|---|---|---|\n");
        foreach (var one in held) _text.Append(CultureInfo.InvariantCulture, $"| {one.Contender} | {one.MegabytesOfConnections:0.0} | {one.KilobytesOfDownload:0} |\n");
        _text.Append('\n');
        return this;
    }

    public Report Add(IReadOnlyList<Starts> starts)
    {
        _text.Append("## Start\n\n| sites | s to the first byte | MB then |\n|---|---|---|\n");
        foreach (var one in starts) _text.Append(CultureInfo.InvariantCulture, $"| {one.Sites} | {one.Seconds.Median:0.00} ({one.Seconds.Least:0.00}–{one.Seconds.Most:0.00}) | {one.Megabytes.Median:0} |\n");
        _text.Append(CultureInfo.InvariantCulture, $"\nA site more holds {(starts[^1].Megabytes.Median - starts[0].Megabytes.Median) * 1000 / (starts[^1].Sites - starts[0].Sites):0} kB.\n");
        return this;
    }

    // By hand: a run cannot know what was tried before it.
    private static string Tried() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "tried.md"));

    private static string Show(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0} ({spread.Least:0}–{spread.Most:0})");
}
