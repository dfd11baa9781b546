using Gateway.Protection;

namespace Gateway.Sessions;

/// <summary>A session as the store had it a moment ago: the version to replace it on, and how long it lives if nobody touches it.</summary>
internal sealed record LiveSession(SessionId Id, PassphraseKeys Keys, Session Session, long Version, TimeSpan Remaining)
{
    public override string ToString() => nameof(LiveSession);
}
