using System.CommandLine;
using Gateway.Chaos.Judging;

namespace Gateway.Chaos;

/// <summary>Members browse while everything around them fails. Exit code 0 only if every hard promise held.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var plan = new Plan();
        var seconds = new Option<int>("--seconds") { Description = "How long; at most 120 is the short form, with fewer kinds of faults.", DefaultValueFactory = _ => (int)plan.Duration.TotalSeconds };
        var rate = new Option<int>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => plan.PerSecond };
        var members = new Option<int>("--members") { Description = "Members who browse.", DefaultValueFactory = _ => plan.MemberCount };
        var recovery = new Option<int>("--recovery") { Description = "Seconds for which members may notice a fault once what failed is back.", DefaultValueFactory = _ => (int)plan.Recovery.TotalSeconds };
        var sabotage = new Option<Sabotage>("--sabotage") { Description = "Proves the judge, the run must fail: flush (Redis loses every session) or rule (a rule is missing)." };
        var output = new Option<FileInfo?>("--out") { Description = "A file for the report too." };
        var root = new RootCommand("Two Gateways, Redis with a replica and Sentinel, php-fpm and an OP under load, while each of them is killed, frozen and restarted.")
        {
            seconds, rate, members, recovery, sabotage, output,
        };
        root.SetAction(parsed => RunAsync(new Plan
        {
            Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)), PerSecond = parsed.GetValue(rate), MemberCount = parsed.GetValue(members),
            Recovery = TimeSpan.FromSeconds(parsed.GetValue(recovery)), Sabotage = parsed.GetValue(sabotage),
        }, parsed.GetValue(output)));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(Plan plan, FileInfo? output)
    {
        var verdict = await Run.OfAsync(plan, Console.WriteLine);
        var report = Report.Of(verdict);
        Console.WriteLine();
        Console.Write(report);
        if (output is not null) await File.WriteAllTextAsync(output.FullName, report);
        return verdict.Broken.Count == 0 ? 0 : 1;
    }
}
