using System.Diagnostics;
using System.Globalization;
using Gateway.Chaos.Judging;
using Gateway.Chaos.Parts;

namespace Gateway.Chaos.Faults;

/// <summary>Has the faults come, one after the other: each when both nodes say that they are ready, and all of them at least once.</summary>
internal sealed class Trouble(Plan plan, Field field, Journal journal, Action<string> say)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);

    public async Task BringAsync(IReadOnlyList<Fault> faults)
    {
        var clock = Stopwatch.StartNew();
        await Wait.ForAsync(Rest);
        for (var next = 0; next < faults.Count || (faults.Count > 0 && clock.Elapsed < plan.Duration); next++)
        {
            await BringAsync(faults[next % faults.Count]);
            await Wait.ForAsync(Rest);
        }

        await field.Redis.SettledAsync();
        if (plan.Duration > clock.Elapsed) await Wait.ForAsync(plan.Duration - clock.Elapsed);
    }

    private async Task BringAsync(Fault fault)
    {
        if (fault.IsOfRedis) await field.Redis.SettledAsync();
        var begun = Now;
        await fault.FailAsync();
        await Wait.ForAsync(fault.Away);
        await fault.ComeBackAsync();
        var back = Now;
        foreach (var node in field.Nodes) await node.IsReadyAsync();
        journal.Faults.Enqueue(new Suffered(fault.Name, fault.Loss, begun, back));
        say(string.Create(CultureInfo.InvariantCulture, $"{begun:HH:mm:ss} {fault.Name}; back after {(back - begun).TotalSeconds:0.0} s, all ready after {(Now - begun).TotalSeconds:0.0} s"));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
