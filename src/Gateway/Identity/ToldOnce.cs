using System.Runtime.CompilerServices;
using Gateway.Sessions;
using Gateway.Sites;

namespace Gateway.Identity;

/// <summary>What one session tells PHP in one way, and what had to be left out of it.</summary>
internal sealed record Told(IReadOnlyList<KeyValuePair<string, string>> Variables, IReadOnlyList<(string Claim, string Reason)> LeftOut);

/// <summary>In which way: the site with its settings, whether an outage is told of, and how much may be said under which names.</summary>
internal readonly record struct Telling(Site Site, bool Degraded, VariableLimits Limits, IdentityHeaders Spellings = IdentityHeaders.None);

/// <summary>
/// Makes what a session tells once, for as long as the session and the way are the same objects: most requests of a page come within a second.
/// It lives as long as the session does.
/// </summary>
internal sealed class ToldOnce
{
    private readonly ConditionalWeakTable<Session, Entry> _told = new();

    public Told Of(Session session, Telling telling, Func<Session, Telling, Told> make)
    {
        if (_told.TryGetValue(session, out var entry) && entry.Telling == telling) return entry.Told;

        var told = make(session, telling);
        _told.AddOrUpdate(session, new Entry(telling, told));
        return told;
    }

    private sealed record Entry(Telling Telling, Told Told);
}
