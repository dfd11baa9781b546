using System.Globalization;
using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks;

/// <summary>What was promised beside what was measured, losses included; and of the member's page, which part costs how much.</summary>
internal sealed class Targets(IReadOnlyList<Result> results, IReadOnlyList<Starts> starts, Counting counting)
{
    private const int MostAssets = 30;

    public override string ToString() => $"""
        | | target | measured | |
        |---|---|---|---|
        {Line("CPU of a member's page with Redis, × Apache + module with Redis", 0.25, Ratio(Cpu, Work.MembersPage, Field.GatewayRedis, Field.ApacheRedis))}
        {Line("the same, × bare YARP", 1.35, Ratio(Cpu, Work.MembersPage, Field.GatewayRedis, Field.BareYarp))}
        {Line("CPU of a member's page with the memory store, × bare YARP", 1.15, Ratio(Cpu, Work.MembersPage, Field.GatewayMemory, Field.BareYarp))}
        {Line("slowest 1 % at rest with Redis, × bare YARP", 1.5, Ratio(P99, Work.MembersPage, Field.GatewayRedis, Field.BareYarp))}
        {Line("CPU of a page over FastCGI, × nginx", 1.5, Ratio(Cpu, Work.PhpPage, Field.GatewayFastCgi, Field.NginxFastCgi))}
        {Line($"seconds from start to first byte, {starts[^1].Sites} sites", 1, starts[^1].Seconds.Median)}

        """;

    /// <summary>By subtraction of contenders that do one thing more each.</summary>
    public string WhereTheTimeGoes()
    {
        var (bare, memory, redis) = (Cpu(Work.MembersPage, Field.BareYarp), Cpu(Work.MembersPage, Field.GatewayMemory), Cpu(Work.MembersPage, Field.GatewayRedis));
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## Where the time of a member's page goes

            | | CPU µs | × bare YARP |
            |---|---|---|
            | YARP itself | {bare:0} | 1.00 |
            | rules, session, identity and headers (memory store, less bare YARP) | {memory - bare:0} | {(memory - bare) / bare:0.00} |
            | the store in Redis, {counting.RedisCommands:0.#} commands (Redis, less memory store) | {redis - memory:0} | {(redis - memory) / bare:0.00} |


            """);
    }

    /// <summary>Design 5.6, with this run's figures: what a copy for a second could save at most, and why there is none.</summary>
    public string WhetherToCopySessions()
    {
        var (bare, memory, redis) = (Cpu(Work.MembersPage, Field.BareYarp), Cpu(Work.MembersPage, Field.GatewayMemory), Cpu(Work.MembersPage, Field.GatewayRedis));
        var (read, waits) = (redis - memory, P50(Work.MembersPage, Field.GatewayRedis) - P50(Work.MembersPage, Field.GatewayMemory));
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## A copy of sessions in the process, for a second: no

            Each request asks Redis for its session, which is {read:0} µs of {redis:0} ({100 * read / redis:0} %) and {waits:0.00} ms of waiting. A copy in the process would save that where the same
            node is asked for the same session within a second: all but one time in {1 + MostAssets} for a page and {MostAssets} files behind the rule ({read * MostAssets / (1 + MostAssets):0} µs a request), never for a
            member who reads one page in half a minute. At its best a page would cost what it costs with sessions in memory: {memory / bare:0.00} × bare YARP instead of {redis / bare:0.00}.
            In turn a logout, a session that NATS ends, and a claim that it withdraws would count up to a second later on every other node: that a page is refused after the click on
            "sign out" is a promise, a few microseconds are not. What is dear and safe to keep is kept: a session whose very bytes Redis answers again is not opened anew.


            """);
    }

    private static string Line(string what, double target, double measured) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | ≤ {target:0.##} | {measured:0.00} | {(measured <= target ? "kept" : $"missed by {(measured / target - 1) * 100:0} %")} |");

    private static double Ratio(Func<Work, string, double> figure, Work work, string one, string other) => figure(work, one) / figure(work, other);

    private double Cpu(Work work, string contender) => Spread.Of(Of(work, contender).Cpu).Median;

    private double P50(Work work, string contender) => Spread.Of(Of(work, contender).P50).Median;

    private double P99(Work work, string contender) => Spread.Of(Of(work, contender).P99).Median;

    private Result Of(Work work, string contender) => results.Single(result => result.Work == work && result.Contender == contender);
}
