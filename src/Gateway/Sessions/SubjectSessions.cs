using Gateway.Protection;

namespace Gateway.Sessions;

/// <summary>
/// Sessions that the OP can end (Back-Channel and Front-Channel Logout 1.0). In the index a session stands under its member and its sign-in at
/// the OP, both named by keyed hashes: who reads the store cannot look a member up. A login is noted before its session is made, and looks for
/// an end after it: whichever comes last, logout or login under way, the logout wins.
/// </summary>
internal sealed class SubjectSessions(ISubjectIndex index, SessionVault vault, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public ValueTask NoteAsync(PassphraseKeys keys, SessionId id, Session session, CancellationToken cancellationToken) =>
        ForEachAsync(Subject.Of(session), [keys.Sealing], keys.Site, name =>
            index.AddAsync(name, StoreKey.OfSession(keys.Site, id), session.EndsAt - time.GetUtcNow(), cancellationToken));

    /// <summary>The OP has ended what it had issued by then: member or sign-in of this session.</summary>
    public async ValueTask<bool> IsEndedAsync(PassphraseKeys keys, Session session, DateTimeOffset issued, CancellationToken cancellationToken)
    {
        var ended = false;
        await ForEachAsync(Subject.Of(session), keys.All, keys.Site, async name =>
            ended |= await index.FindEndAsync(name, cancellationToken) is { } end && issued.ToUnixTimeSeconds() <= end.ToUnixTimeSeconds());
        return ended;
    }

    /// <summary>Whether its two names can mean one: false when the sign-in has sessions and all are of another member.</summary>
    public async ValueTask<bool> AgreesAsync(PassphraseKeys keys, Subject subject, CancellationToken cancellationToken)
    {
        if (subject.Member is null || subject.SignIn is null) return true;

        var ofSignIn = await FindAsync(keys, subject with { Member = null }, cancellationToken);
        return ofSignIn.Count == 0 || ofSignIn.Overlaps(await FindAsync(keys, subject with { SignIn = null }, cancellationToken));
    }

    /// <summary>
    /// By the OP's signed word: the sessions, and every login under way that began before. Of both names the sign-in counts. It goes on until the
    /// store has taken all of it: the token that said so serves once.
    /// </summary>
    public ValueTask EndAsync(PassphraseKeys keys, Subject subject, DateTimeOffset issued, TimeSpan memory, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + memory;
        return ForEachAsync(subject.SignIn is null ? subject : subject with { Member = null }, keys.All, keys.Site, async name =>
        {
            foreach (var key in await InsistAsync(() => index.EndAsync(name, issued, memory, cancellationToken), until, cancellationToken))
                await InsistAsync(() => vault.RemoveAsync(keys.Site, key, SessionEnd.BackChannel, cancellationToken), until, cancellationToken);
        });
    }

    /// <summary>
    /// By a browser that knows the sign-in's name: its sessions and nothing more. They stay in the index for their time: one that is not there may be
    /// a login's that has noted it and not yet made it, and the OP's word must still find that.
    /// </summary>
    public async ValueTask EndSignInAsync(PassphraseKeys keys, string issuer, string signIn, CancellationToken cancellationToken)
    {
        foreach (var key in await FindAsync(keys, new Subject(issuer, null, signIn), cancellationToken))
            await vault.RemoveAsync(keys.Site, key, SessionEnd.FrontChannel, cancellationToken);
    }

    private async ValueTask<T> InsistAsync<T>(Func<ValueTask<T>> write, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await write();
            }
            catch (SessionStoreUnavailableException) when (time.GetUtcNow() < until)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async ValueTask<HashSet<string>> FindAsync(PassphraseKeys keys, Subject subject, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        await ForEachAsync(subject, keys.All, keys.Site, async name => found.UnionWith(await index.FindAsync(name, cancellationToken)));
        return found;
    }

    private static async ValueTask ForEachAsync(Subject subject, IEnumerable<PassphraseKey> keys, string site, Func<string, ValueTask> visit)
    {
        foreach (var key in keys)
        {
            if (subject.Member is { } member) await visit(StoreKey.OfSubject(site, key, "sub", subject.Issuer, member));
            if (subject.SignIn is { } signIn) await visit(StoreKey.OfSubject(site, key, "sid", subject.Issuer, signIn));
        }
    }
}
