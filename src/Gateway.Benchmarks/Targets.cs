using System.Globalization;
using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;

namespace Gateway.Benchmarks;

/// <summary>What was promised beside what was measured, losses included; and of the member's page, which part costs how much.</summary>
internal sealed class Targets(IReadOnlyList<Result> results, IReadOnlyList<Starts> starts, Counting counting)
{
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

    private static string Line(string what, double target, double measured) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | ≤ {target:0.##} | {measured:0.00} | {(measured <= target ? "kept" : $"missed by {(measured / target - 1) * 100:0} %")} |");

    private static double Ratio(Func<Work, string, double> figure, Work work, string one, string other) => figure(work, one) / figure(work, other);

    private double Cpu(Work work, string contender) => Spread.Of(Of(work, contender).Cpu).Median;

    private double P99(Work work, string contender) => Spread.Of(Of(work, contender).P99).Median;

    private Result Of(Work work, string contender) => results.Single(result => result.Work == work && result.Contender == contender);
}
