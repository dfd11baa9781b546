using System.Diagnostics;
using System.Globalization;
using Gateway.Chaos.Faults;
using Gateway.Chaos.Judging;
using Gateway.Chaos.Load;
using Gateway.Chaos.Parts;
using Gateway.Demo.Nats;

namespace Gateway.Chaos;

/// <summary>One run: all parts are started, everybody signs in, faults come while they browse, everybody is called by name, and it is judged.</summary>
internal static class Run
{
    public static async Task<Verdict> OfAsync(Plan plan, Action<string> say)
    {
        await using var field = await Field.OpenAsync(plan);
        var (journal, folder) = (new Journal(), new Folder());
        await using var balancer = new Balancer(field.Nodes, journal);
        balancer.Start();
        var crowd = new Crowd(plan, [.. plan.Members.Select(member => new Visitor(member, balancer, journal, field.Nats, folder))]);

        await crowd.SignInAsync();
        say(string.Create(CultureInfo.InvariantCulture, $"{plan.MemberCount} members are signed in."));
        journal.Seen.Clear();

        using var end = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var browsing = crowd.BrowseAsync(end.Token);
        await new Trouble(plan, field, journal, say).BringAsync(FaultList.Of(plan, field, new Reload(field, folder, balancer)));
        var lasted = clock.Elapsed;
        await end.CancelAsync();
        await browsing;

        await crowd.RollCallAsync(field.Nodes.Count, journal);
        if (field.Nats.Ledger.Calls.Count >= Ledger.Longest) throw new InvalidOperationException("The OP's ledger is full, so it cannot judge. Ask for a shorter run.");
        return Judge.Weigh(plan, lasted, journal, TokenChains.Of(field.Nats.Ledger.Calls));
    }
}
