using Gateway.Chaos.Judging;
using Gateway.Chaos.Load;
using Gateway.Chaos.Parts;

namespace Gateway.Chaos.Faults;

/// <summary>Every fault there is, in the order in which they come: each part is killed, frozen and restarted, and what operators do is done.</summary>
internal static class FaultList
{
    /// <summary>Those of this run.</summary>
    public static IReadOnlyList<Fault> Of(Plan plan, Field field, Reload reload) => plan.Sabotage switch
    {
        Sabotage.Flush => [Done("Redis loses everything", field.Redis.FlushAsync)],
        Sabotage.Rule => [],
        _ => [.. All(field, reload).Where(fault => fault.IsShort || !plan.IsShort)],
    };

    private static IReadOnlyList<Fault> All(Field field, Reload reload)
    {
        var redis = field.Redis;
        return
        [
            Frozen(field.Nodes[0]) with { IsShort = true },
            Gone("Redis killed, its replica takes over", redis.MasterAsync, redis.FailedOverAsync) with { IsShort = true, Loss = Loss.Writes },
            Killed(field.Nodes[1]) with { IsShort = true, Loss = Loss.Answers },
            Frozen(field.Php) with { IsShort = true },
            Killed(field.Php) with { IsShort = true },
            Frozen(field.Provider) with { IsShort = true },
            Killed(field.Provider) with { IsShort = true, Loss = Loss.Answers },
            Done("OP signs with a new key", () => Now(field.Nats.Keys.Rotate)) with { IsShort = true },
            Done("reload that closes a folder", () => reload.ToAsync(isClosed: true)) with { IsShort = true },
            Gone("replica killed", redis.ReplicaAsync) with { IsShort = true },
            Restarted(field.Nodes) with { IsShort = true },
            Killed(redis.Sentinel) with { IsShort = true, IsOfRedis = true },
            Done("reload that opens the folder", () => reload.ToAsync(isClosed: false)) with { IsShort = true },
            Silent("Redis frozen, shorter than Sentinel waits", redis.MasterAsync) with { Away = TimeSpan.FromSeconds(1) },
            Frozen(field.Nodes[1]),
            Killed(field.Nodes[0]) with { Loss = Loss.Answers },
            Silent("Redis frozen, its replica takes over", redis.MasterAsync, redis.FailedOverAsync) with { Loss = Loss.Writes },
            Done("OP forgets its old keys", () => Now(field.Nats.Keys.WithdrawOld)),
            Done("php-fpm restarted", () => RestartAsync(field.Php)),
            Silent("replica frozen", redis.ReplicaAsync),
            Frozen(redis.Sentinel) with { IsOfRedis = true },
            Done("Redis restarted, with its data", async () => await RestartAsync(await redis.MasterAsync())) with { IsOfRedis = true },
            Done("Sentinel restarted", () => RestartAsync(redis.Sentinel)) with { IsOfRedis = true },
            Done("Redis changed over by its operator", redis.ChangeOverAsync) with { IsOfRedis = true, Loss = Loss.Writes },
        ];
    }

    private static Fault Killed(IPart part) => new(part.Name + " killed", part.KillAsync, part.StartAsync);

    private static Fault Frozen(IPart part) => new(part.Name + " frozen", part.FreezeAsync, part.ThawAsync);

    /// <summary>Whichever has this role when it comes to it.</summary>
    private static Fault Gone(string name, Func<Task<ServerPart>> which, Func<ServerPart, Task>? until = null) =>
        Of(name, which, part => part.KillAsync(), part => part.StartAsync(), until);

    private static Fault Silent(string name, Func<Task<ServerPart>> which, Func<ServerPart, Task>? until = null) =>
        Of(name, which, part => part.FreezeAsync(), part => part.ThawAsync(), until);

    private static Fault Of(string name, Func<Task<ServerPart>> which, Func<ServerPart, Task> fail, Func<ServerPart, Task> comeBack, Func<ServerPart, Task>? until)
    {
        ServerPart? struck = null;
        return new Fault(name, async () => await fail(struck = await which()), async () =>
        {
            if (until is not null) await until(struck!);
            await comeBack(struck!);
        }) { IsOfRedis = true };
    }

    /// <summary>What an operator does, and is done with at its end.</summary>
    private static Fault Done(string name, Func<Task> work) => new(name, work, () => Task.CompletedTask) { Away = TimeSpan.Zero };

    private static Fault Restarted(IReadOnlyList<NodePart> nodes) => Done("Gateways restarted, one after the other", async () =>
    {
        foreach (var node in nodes)
        {
            await RestartAsync(node);
            await node.IsReadyAsync();
        }
    });

    private static async Task RestartAsync(IPart part)
    {
        await part.StopAsync();
        await part.StartAsync();
    }

    private static Task Now(Action work)
    {
        work();
        return Task.CompletedTask;
    }
}
