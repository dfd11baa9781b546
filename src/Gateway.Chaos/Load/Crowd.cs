using System.Diagnostics;
using Gateway.Chaos.Judging;
using Gateway.Chaos.Parts;

namespace Gateway.Chaos.Load;

/// <summary>All members at once. They begin as many requests a second as the plan says, whatever the answers before are doing.</summary>
internal sealed class Crowd(Plan plan, IReadOnlyList<Visitor> visitors)
{
    private const int AtTheDoor = 8;
    private const int Tabs = 5;

    private static readonly TimeSpan Reload = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(1);   // the same choices in every run

    /// <summary>Everybody signs in, a few at a time.</summary>
    public Task SignInAsync() => Parallel.ForEachAsync(visitors, new ParallelOptions { MaxDegreeOfParallelism = AtTheDoor },
        async (visitor, _) => await Wait.UntilAsync(visitor.SignInAsync, visitor.Member.Name + " is signed in"));

    /// <summary>Goes on until told; ends when the last answer is there.</summary>
    public async Task BrowseAsync(CancellationToken end)
    {
        var (under, begun, clock) = (new List<Task>(), 0, Stopwatch.StartNew());
        while (!end.IsCancellationRequested)
        {
            for (; begun < clock.Elapsed.TotalSeconds * plan.PerSecond;)
            {
                if (Free() is not { } visitor) break;
                var (deed, requests) = Choose(visitor);
                begun += requests;
                under.Add(DoAsync(visitor, deed));
            }

            under.RemoveAll(task => task.IsCompletedSuccessfully);
            await Wait.ForAsync(TimeSpan.FromMilliseconds(5));
        }

        await Task.WhenAll(under);
    }

    /// <summary>When all is over: every member who is signed in gets his page, at every node.</summary>
    public async Task RollCallAsync(int nodes, Journal journal)
    {
        using var limit = new CancellationTokenSource(EndPatience, TimeProvider.System);
        foreach (var visitor in visitors)
        {
            while (await visitor.AskAsync(SitePages.Home) == Outcome.Failed && !limit.IsCancellationRequested) await Wait.ForAsync(Reload);
            if (!visitor.IsSignedIn) continue;
            for (var node = 0; node < nodes; node++)
                if (await visitor.RollCallAsync(node) is { } instead) journal.Missing.Enqueue($"{visitor.Member.Name} at node {node + 1}: {instead}");
        }
    }

    private Visitor? Free()
    {
        for (var tries = 0; tries < visitors.Count; tries++)
            if (visitors[_random.Next(visitors.Count)] is var visitor && visitor.TryTake()) return visitor;
        return null;
    }

    private static async Task DoAsync(Visitor visitor, Func<Task> deed)
    {
        try
        {
            await deed();
        }
        finally
        {
            visitor.LetGo();
        }
    }

    private (Func<Task> Deed, int Requests) Choose(Visitor visitor)
    {
        if (!visitor.IsSignedIn) return (() => ReturnAsync(visitor), 2);

        return _random.Next(100) switch
        {
            < 30 => (() => visitor.AskAsync(SitePages.Home), 1),
            < 45 => (() => visitor.AskAsync(SitePages.Film), 1),
            < 55 => (() => visitor.AskAsync(SitePages.News, byScript: true), 1),
            < 65 => (() => visitor.AskAsync(SitePages.Picture), 1),
            < 72 => (() => visitor.AskAsync(SitePages.Poster), 1),
            < 79 => (() => visitor.AskAsync(SitePages.Style), 1),
            < 84 => (() => visitor.AskAsync(SitePages.Front), 1),
            < 88 => (() => visitor.AskAsync(SitePages.Closable), 1),
            < 92 => (() => Task.WhenAll(Enumerable.Range(0, Tabs).Select(tab => visitor.AskAsync(tab % 2 == 0 ? SitePages.Home : SitePages.Picture))), Tabs),
            < 94 => (() => visitor.AskAsNobodyAsync(SitePages.Film, ""), 1),
            < 96 => (() => visitor.Ended is { } ended ? visitor.AskAsNobodyAsync(SitePages.Home, ended.Cookie, ended.At) : visitor.AskAsNobodyAsync(SitePages.News, ""), 1),
            < 99 => (() => visitor.Token is { } token ? visitor.RefreshAsync(token) : visitor.AskAsync(SitePages.Home), 1),
            _ => (() => visitor.LogOutAsync(), 1),
        };
    }

    // As a person does who finds himself signed out; what is broken he tries again a little later.
    private static async Task ReturnAsync(Visitor visitor)
    {
        if (visitor.IsLeaving) await visitor.LogOutAsync();
        if (visitor.IsLeaving || !await visitor.SignInAsync()) await Wait.ForAsync(Reload);
    }
}
