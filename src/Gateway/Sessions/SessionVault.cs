using Gateway.Protection;
using Gateway.Telemetry;

namespace Gateway.Sessions;

/// <summary>
/// The sessions of all sites: seals what goes to the store, opens what comes back, and keeps both limits of a session's life. What
/// it cannot open is no session, and stays where it is: another node may be able to.
/// </summary>
internal sealed partial class SessionVault(ISessionStore store, SessionSeal seal, TimeProvider time, GatewayMetrics metrics, ILogger<SessionVault> logger)
{
    private readonly OpenedSessions _opened = new(time);

    /// <summary>Null: no such session, or one that has ended, or one that does not open.</summary>
    public async ValueTask<LiveSession?> FindAsync(PassphraseKeys keys, SessionId id, CancellationToken cancellationToken)
    {
        var key = StoreKey.OfSession(keys.Site, id);
        if (await store.FindAsync(key, cancellationToken) is not { } stored) return null;

        if ((_opened.Find(keys, key, stored.Body) ?? Open(keys, id, key, stored.Body)) is not { } session) return null;

        // Past its end it is left to expire: should our clock be wrong, it must be there when the clock is right again.
        return session.EndsAt > time.GetUtcNow() ? new LiveSession(id, keys, session, stored.Version, stored.Remaining) : null;
    }

    /// <summary>Null: the store is full.</summary>
    public async ValueTask<LiveSession?> CreateAsync(
        PassphraseKeys keys, SessionId id, Session session, TimeSpan inactivity, CancellationToken cancellationToken)
    {
        var key = StoreKey.OfSession(keys.Site, id);
        var lifetime = SessionLife.Of(inactivity, session.EndsAt - time.GetUtcNow());
        var body = seal.Seal(keys, id, key, session);
        if (!await store.CreateAsync(key, body, lifetime, cancellationToken))
        {
            Log.StoreFull(logger, keys.Site);
            return null;
        }

        metrics.SessionCreated(keys.Site);
        return new LiveSession(id, keys, session, 1, lifetime);
    }

    /// <summary>Null: somebody else changed the session since it was read, or it is gone.</summary>
    public async ValueTask<LiveSession?> ReplaceAsync(LiveSession live, Session changed, CancellationToken cancellationToken)
    {
        if (changed.EndsAt != live.Session.EndsAt) throw new ArgumentException("Nothing moves the end of a session.", nameof(changed));

        var key = StoreKey.OfSession(live.Keys.Site, live.Id);
        var body = seal.Seal(live.Keys, live.Id, key, changed);
        var version = await store.ReplaceAsync(key, live.Version, body, cancellationToken);
        return version is { } next ? live with { Session = changed, Version = next } : null;
    }

    /// <summary>Left out where the store reads and takes no writes: the session was found, and that is what the request asks.</summary>
    public async ValueTask TouchIfDueAsync(LiveSession live, TimeSpan inactivity, CancellationToken cancellationToken)
    {
        var untilEnd = live.Session.EndsAt - time.GetUtcNow();
        if (SessionLife.Due(inactivity, untilEnd, live.Remaining) is not { } lifetime) return;

        try
        {
            await store.TouchAsync(StoreKey.OfSession(live.Keys.Site, live.Id), lifetime, cancellationToken);
        }
        catch (SessionStoreUnavailableException)
        {
            // Said by the store; the next request tries again.
        }
    }

    public ValueTask<bool> RemoveAsync(PassphraseKeys keys, SessionId id, SessionEnd cause, CancellationToken cancellationToken) =>
        RemoveAsync(keys.Site, StoreKey.OfSession(keys.Site, id), cause, cancellationToken);

    /// <summary>A session of which nobody here knows the id. True: it was there.</summary>
    public async ValueTask<bool> RemoveAsync(string site, string key, SessionEnd cause, CancellationToken cancellationToken)
    {
        _opened.Forget(key);
        var wasThere = await store.RemoveAsync(key, cancellationToken);
        if (wasThere) metrics.SessionEnded(site, NameOf(cause));
        return wasThere;
    }

    /// <summary>For a store that is away: nobody waits, and what it does not take now it is told again.</summary>
    public void RemoveLater(PassphraseKeys keys, SessionId id, SessionEnd cause) => _ = RemoveLaterAsync(keys, id, cause);

    /// <summary>True for the first who brings this value for this purpose; the store sees only its hash.</summary>
    public ValueTask<bool> ClaimOnceAsync(
        PassphraseKeys keys, string purpose, string value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        store.ClaimOnceAsync(StoreKey.OfClaim(keys.Site, purpose, value), lifetime, cancellationToken);

    private Session? Open(PassphraseKeys keys, SessionId id, string key, ReadOnlyMemory<byte> body)
    {
        switch (seal.Open(keys, id, key, body.Span, out var session))
        {
            case Opening.Newer:
                Log.NewerBody(logger, keys.Site, body.Span[0]);
                return null;
            case Opening.Unreadable:
                Log.UnreadableBody(logger, keys.Site, key);
                return null;
        }

        _opened.Keep(keys, key, body, session!);
        return session;
    }

    private async Task RemoveLaterAsync(PassphraseKeys keys, SessionId id, SessionEnd cause)
    {
        try
        {
            await RemoveAsync(keys, id, cause, CancellationToken.None);
        }
        catch (SessionStoreUnavailableException)
        {
            // The store has kept it.
        }
    }

    private static string NameOf(SessionEnd cause) => cause switch
    {
        SessionEnd.Logout => "logout",
        SessionEnd.Replaced => "replaced",
        SessionEnd.TwoLive => "two_live",
        SessionEnd.RefreshRefused => "refresh_refused",
        SessionEnd.BackChannel => "back_channel",
        SessionEnd.FrontChannel => "front_channel",
        SessionEnd.IdTokenRefused => "id_token_refused",
        _ => "other_member",
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A session of site {Site} does not open and is left to expire: {Key}.")]
        public static partial void UnreadableBody(ILogger logger, string site, string key);

        [LoggerMessage(2, LogLevel.Information, "A session of site {Site} was written by a newer Gateway (format {Format}).")]
        public static partial void NewerBody(ILogger logger, string site, byte format);

        [LoggerMessage(3, LogLevel.Error, "The session store is full: nobody can sign in at site {Site}.")]
        public static partial void StoreFull(ILogger logger, string site);
    }
}
