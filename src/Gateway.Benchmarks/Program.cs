using System.CommandLine;
using System.Globalization;
using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;
using Gateway.Benchmarks.Roles;
using Gateway.Benchmarks.Scale;

namespace Gateway.Benchmarks;

/// <summary>Runs all contenders side by side and writes one report. Its processes of another role are itself, called otherwise.</summary>
internal static class Program
{
    private const int Rounds = 5;

    public static Task<int> Main(string[] args)
    {
        if (args is ["upstream", var port]) return ServeAsync(Upstream.Build(Number(port)));
        if (args is ["bare", var barePort, var upstream, .. var more]) return ServeAsync(Bare.Build(Number(barePort), new Uri(upstream), more is [var http2] ? Number(http2) : 0));

        var output = new Option<string>("--out") { Description = "The report's file.", DefaultValueFactory = _ => "report.md" };
        var quick = new Option<bool>("--quick") { Description = "No times and no report: what is counted alone (commands to Redis, calls to NATS, bytes allocated) is held to what was promised." };
        var scale = new Option<bool>("--scale") { Description = "Sessions in their numbers, 1 to 3 gateways, tokens that end together: a report of its own." };
        var sessions = new Option<int>("--sessions") { Description = "The most sessions of --scale, 1,000 or a multiple by ten of it; a million needs 4 GB of memory.", DefaultValueFactory = _ => ScaleRun.MostSessions };
        var hold = new Option<string?>("--hold") { Description = "Starts one contender alone, says how to ask it, and waits: for a profiler." };
        hold.AcceptOnlyFromAmong("bare", "memory", "redis", "fastcgi");
        var root = new RootCommand("Gateway beside what it replaces and what it is made of, on this machine, in one run.") { output, quick, scale, sessions, hold };
        root.SetAction((parsed, stop) =>
            parsed.GetValue(hold) is { } one ? WaitAsync(one, stop)
            : parsed.GetValue(quick) ? CheckAsync()
            : parsed.GetValue(scale) ? GrowAsync(parsed.GetValue(output)!, parsed.GetValue(sessions))
            : RunAsync(parsed.GetValue(output)!));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(string output)
    {
        await using var field = await Field.OpenAsync();
        var report = new Report(await Machine.DescribeAsync());
        IReadOnlyList<Result> results = [.. await RaceAsync(field), .. await SitesRaceAsync(field), .. await PhpRaceAsync(field)];
        var counting = await Counting.OfAsync(field, 16_000);
        var refreshing = await Refreshing.OfAsync(field);
        var mixtures = await MixAsync(field, 100);
        var crowds = await Crowd.OfAsync(field);
        IReadOnlyList<Starts> starts = [await Starts.OfAsync(field, 1, Rounds), await Starts.OfAsync(field, 200, Rounds)];
        var targets = new Targets(results, starts, counting);
        report.Add(targets).Add(results).Add(counting).Add(refreshing).Add(mixtures).Add(crowds).Add(await HoldAsync(field)).Add(starts);
        await File.WriteAllTextAsync(output, report.ToString());
        Say(targets.ToString());
        Say("written to " + Path.GetFullPath(output));
        return Judge([.. counting.Promises, .. refreshing.Promises]);
    }

    private static async Task<int> GrowAsync(string output, int sessions)
    {
        var scale = await ScaleRun.OfAsync(sessions, Say);
        await File.WriteAllTextAsync(output, scale.Report(await Machine.DescribeAsync()));
        Say("written to " + Path.GetFullPath(output));
        return Judge(scale.Promises);
    }

    private static async Task<int> CheckAsync() => Judge(await Quick.RunAsync());

    private static int Judge(IReadOnlyList<Promise> promises)
    {
        foreach (var promise in promises) Say(promise.ToString());
        return promises.All(promise => promise.IsKept) ? 0 : 1;
    }

    private static async Task<IReadOnlyList<Result>> RaceAsync(Field field)
    {
        var contenders = new List<Contender>();
        try
        {
            contenders.Add(await field.BareYarpAsync());   // first: the others are told as multiples of it
            contenders.Add(await field.GatewayAsync(redis: false));
            contenders.Add(await field.GatewayAsync(redis: true));
            contenders.Add(await field.ApacheAsync("redis"));
            contenders.Add(await field.ApacheAsync("shm"));
            contenders.Add(await field.ApacheAsync(null));
            contenders.Add(await field.NginxAsync());
            var race = new Race(contenders, Work.All, Say);
            var results = await race.RunAsync(Rounds);
            await race.TimeAsync(results, Work.MembersPage, Rounds);
            return results;
        }
        finally
        {
            foreach (var contender in contenders) await contender.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<Result>> PhpRaceAsync(Field field)
    {
        await using var php = await PhpPool.OpenAsync();
        await using var nginx = await field.NginxAsync(php);
        await using var gateway = await field.GatewayAsync(redis: false, php: php);
        return await new Race([nginx, gateway], [Work.PhpPage], Say).RunAsync(Work.PhpPage.Rounds);
    }

    private static async Task<IReadOnlyList<Result>> SitesRaceAsync(Field field)
    {
        await using var one = await field.GatewayAsync(redis: true);
        await using var many = await field.GatewayAsync(redis: true, sites: 1_000);
        return await new Race([one, many], [Work.PageAmongSites], Say).RunAsync(Work.PageAmongSites.Rounds);
    }

    private static async Task<IReadOnlyList<Mixture>> MixAsync(Field field, int members)
    {
        var mixtures = new List<Mixture>();
        foreach (var start in new[] { () => field.GatewayAsync(redis: false), () => field.GatewayAsync(redis: true), () => field.ApacheAsync("redis"), () => field.ApacheAsync("shm") })
        {
            await using var contender = await start();
            mixtures.Add(await Mixture.OfAsync(field, contender, members));
        }

        return mixtures;
    }

    private static async Task<IReadOnlyList<Holding>> HoldAsync(Field field)
    {
        var held = new List<Holding>();
        foreach (var start in new[] { field.BareYarpAsync, () => field.GatewayAsync(redis: true), () => field.ApacheAsync("redis"), () => field.NginxAsync() }) held.Add(await Holding.OfAsync(start));
        return held;
    }

    private static async Task<int> WaitAsync(string one, CancellationToken stop)
    {
        await using var field = await Field.OpenAsync();
        await using var php = one == "fastcgi" ? await PhpPool.OpenAsync() : null;
        await using var contender = one == "bare" ? await field.BareYarpAsync() : await field.GatewayAsync(redis: one == "redis", php: php);
        Say($"process {contender.Process.Id}\nh2load --h1 -c 32 -n 100000 -H 'Cookie: {contender.Cookie}' {new Uri(contender.Address, php is null ? Field.MembersPage : PhpPool.MembersPage)}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task<int> ServeAsync(WebApplication app)
    {
        await app.RunAsync();
        return 0;
    }

    private static void Say(string line) => Console.WriteLine(line);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
