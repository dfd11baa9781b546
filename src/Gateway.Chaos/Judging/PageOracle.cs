namespace Gateway.Chaos.Judging;

/// <summary>What an answer is, by the owner's rules.</summary>
internal enum Outcome
{
    /// <summary>The page, whole, and for this member.</summary>
    Right,

    /// <summary>"Not for you", where that is so.</summary>
    Refused,

    /// <summary>"Sign in first."</summary>
    LoginAsked,

    /// <summary>No answer, or one that says that something is broken.</summary>
    Failed,

    /// <summary>A page that a rule forbids, or one made for somebody else.</summary>
    Forbidden,

    /// <summary>"Not for you" to a member whose page it is.</summary>
    LockedOut,

    /// <summary>None of these.</summary>
    Odd,
}

/// <summary>Who asked: the member who is signed in in this browser, or nobody.</summary>
internal sealed record Asker(Member? Member)
{
    public static readonly Asker Nobody = new((Member?)null);
}

/// <summary>Tells what an answer is from what the site's owner means, who asked, and the page: it knows nothing of Gateway's configuration.</summary>
internal static class PageOracle
{
    /// <summary><paramref name="closed"/> is null while a reload is under way, when either answer is right.</summary>
    public static Outcome Judge(Page page, Asker asker, bool? closed, Reply reply, Uri provider)
    {
        if (reply.Status is 0 or >= 500) return Outcome.Failed;

        var may = May(page.Rule, asker.Member, closed);
        return reply.Status switch
        {
            200 => Served(page, asker, may, Shown.Read(reply.Text)),
            302 when page.Rule != Rule.Everybody && reply.Location?.StartsWith(provider.AbsoluteUri, StringComparison.Ordinal) == true => Outcome.LoginAsked,
            401 when page.Rule != Rule.Everybody && reply.Text.Contains("\"login_required\"", StringComparison.Ordinal) => Outcome.LoginAsked,
            401 or 403 when page.Rule != Rule.Everybody => may == true ? Outcome.LockedOut : Outcome.Refused,
            _ => Outcome.Odd,
        };
    }

    private static Outcome Served(Page page, Asker asker, bool? may, Shown? shown)
    {
        if (shown is null || shown.Path != page.Path) return shown is null ? Outcome.Odd : Outcome.Forbidden;
        if (may == false) return Outcome.Forbidden;
        if (!page.IsScript) return Outcome.Right;
        if (page.Rule == Rule.Everybody) return shown is { User: "", Trial: "", Token: "" } ? Outcome.Right : Outcome.Forbidden;
        return shown.User == asker.Member!.Name && shown.Trial == (asker.Member.IsFull ? "0" : "1") ? Outcome.Right : Outcome.Forbidden;   // null may not see it
    }

    private static bool? May(Rule rule, Member? member, bool? closed) => rule switch
    {
        Rule.Everybody => true,
        Rule.Members => member is not null,
        Rule.FullMembers => member is { IsFull: true },
        _ => member is not { IsFull: true } || closed == true ? false : closed is null ? null : true,
    };
}
