using System.Globalization;
using System.Text;
using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks.Scale;

/// <summary>What grows: sessions in Redis, gateways, and tokens that end together. A report of its own, for it needs minutes and memory that the side by side does not.</summary>
internal sealed record ScaleRun(IReadOnlyList<Growth> Growths, IReadOnlyList<Nodes> Nodes, IReadOnlyList<SameMinute> Minutes, IReadOnlyDictionary<string, long> Commands)
{
    public const int MostSessions = 1_000_000;

    private const int MostEnding = 10_000;

    /// <summary>Commands that look through all keys, or at a whole collection of whatever size.</summary>
    public static readonly IReadOnlyList<string> Scans = ["keys", "scan", "sscan", "hscan", "zscan", "hgetall", "smembers", "sort", "randomkey", "dbsize"];

    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(500);

    public IReadOnlyList<Promise> Promises =>
    [
        Promise.AtMost("bytes in Redis for a session", Growth.MostBytesOfSession, Growths.Max(one => one.BytesOfSession)),
        .. Minutes.SelectMany(minute => minute.Promises),
        Promise.Exactly("commands that look through Redis", 0, Scans.Sum(scan => Commands.GetValueOrDefault(scan))),
    ];

    public static async Task<ScaleRun> OfAsync(int sessions, Action<string> say)
    {
        await using var field = await Field.OpenAsync();
        await using var gateway = await field.GatewayAsync(redis: true);
        await using var copies = await SessionCopies.OpenAsync(field);
        var nodes = await Scale.Nodes.OfAsync(field, gateway);
        say("gateways are done");
        var growths = await Growth.OfAsync(field, gateway, copies, sessions, say);
        var ending = Math.Min(MostEnding, sessions);
        SameMinute[] minutes = [await SameMinute.AtTheirEaseAsync(field, gateway, copies, ending, Slowness), await SameMinute.AllAtOnceAsync(field, gateway, copies, ending, Slowness)];
        say("tokens that end together are done");
        return new ScaleRun(growths, nodes, minutes, await RedisInfo.CommandsByNameAsync(field.RedisPort));
    }

    public string Report(string machine)
    {
        var text = new StringBuilder($"# At scale\n\n{machine}\n\nMade by `src/Gateway.Benchmarks/run.sh --scale`. Load, NATS, Redis, upstream and gateways share the processors.\n\n");
        void Line(string line) => text.Append(line).Append('\n');
        string Told(FormattableString figures) => figures.ToString(CultureInfo.InvariantCulture);

        Line("## Sessions in Redis\n\nPages of 1 kB of members at random, four browsers of .NET at a time.\n\n| sessions | bytes in Redis for one | p50 ms | p99 ms | CPU µs a page | MB that the gateway holds |\n|---|---|---|---|---|---|");
        foreach (var one in Growths) Line(Told($"| {one.Sessions:N0} | {one.BytesOfSession:0} | {one.P50:0.00} | {one.P99:0.00} | {one.Cpu:0} | {one.Megabytes:0} |"));
        Line(Told($"\n## Gateways\n\nOne site and one Redis, {Load.Connections} connections to each gateway, all busy.\n\n| gateways | requests a second | CPU µs a request |\n|---|---|---|"));
        foreach (var one in Nodes) Line(Told($"| {one.Count} | {one.PerSecond.Median:0} ({one.PerSecond.Least:0}–{one.PerSecond.Most:0}) | {one.Cpu.Median:0} ({one.Cpu.Least:0}–{one.Cpu.Most:0}) |"));
        Line(Told($"\n## Tokens that end in the same minute\n\n{Minutes[0].Sessions:N0} sessions, one gateway; NATS takes {Slowness.TotalMilliseconds:0} ms for each token. A token is renewed by the first page that its member reads in the last minute of its life: so calls are spread as members read. However many come at once, a gateway begins {Freshness.RenewalPace.AtOnce} renewals at once and then {Freshness.RenewalPace.PerSecond} a second, and NATS has no more than {Provider.ProviderPipeline.MostConnections} calls to answer at a time; the others wait for their turn. No page waits for any of them: a test holds all of NATS' answers back until every member has had its page.\n\n| | token calls | a second, on the whole | most in a second | most at once | p99 ms of a page | slowest page |\n|---|---|---|---|---|---|---|"));
        foreach (var one in Minutes) Line(Told($"| {one.Readers} | {one.Calls:N0} | {one.CallsPerSecond:0} | {one.MostInSecond} | {one.MostAtOnce} | {one.P99:0.0} | {one.Slowest:0} |"));
        Line("\n## What Redis was asked in all this\n\n" + string.Join(", ", Commands.OrderByDescending(one => one.Value).Select(one => Told($"{one.Key.Replace('|', ' ').ToUpperInvariant()} {one.Value:N0}"))) + ".\n\n## Promised\n");
        foreach (var promise in Promises) Line("- " + promise);
        return text.ToString();
    }
}
