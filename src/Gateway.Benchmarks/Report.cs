using System.Globalization;
using System.Text;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks;

/// <summary>One table a kind of work: ratios first, for times mean little on another machine.</summary>
internal sealed class Report(string machine)
{
    private readonly StringBuilder _text = new();

    public override string ToString() => $"# Side by side\n\n{machine}\n\nMade by `src/Gateway.Benchmarks/run.sh`. CPU: microseconds of the contender's own processes for a request, in the middle of all rounds (least–most); the ratio is to bare YARP in the same run. Single requests: at 30 % of what the slowest can do, the same rate for all.\n\n{_text}";

    public Report Add(IReadOnlyList<Result> results)
    {
        foreach (var work in results.GroupBy(result => result.Work))
        {
            var bare = Spread.Of(work.First().Cpu).Median;
            var timed = work.First().P99.Count > 0;
            _text.Append(CultureInfo.InvariantCulture, $"## {work.Key.Name}\n\n| | CPU µs a request | × bare YARP | requests a second |{(timed ? " p50 ms | p99 ms |" : "")}\n|---|---|---|---|{(timed ? "---|---|" : "")}\n");
            foreach (var result in work)
            {
                var cpu = Spread.Of(result.Cpu);
                _text.Append(CultureInfo.InvariantCulture, $"| {result.Contender} | {Show(cpu)} | {cpu.Median / bare:0.00} | {Spread.Of(result.PerSecond).Median:0} |");
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

    public Report Add(IReadOnlyList<Starts> starts)
    {
        _text.Append("## Start\n\n| sites | s to the first byte | MB then |\n|---|---|---|\n");
        foreach (var one in starts) _text.Append(CultureInfo.InvariantCulture, $"| {one.Sites} | {one.Seconds.Median:0.00} ({one.Seconds.Least:0.00}–{one.Seconds.Most:0.00}) | {one.Megabytes.Median:0} |\n");
        _text.Append('\n');
        return this;
    }

    private static string Show(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0} ({spread.Least:0}–{spread.Most:0})");
}
