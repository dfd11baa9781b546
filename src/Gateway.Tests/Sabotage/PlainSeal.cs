using Gateway.Protection;
using Gateway.Sessions;

namespace Gateway.Tests.Sabotage;

/// <summary>Sessions in the store as anybody can read them.</summary>
internal sealed class PlainSeal : SessionSeal
{
    public override byte[] Seal(PassphraseKeys keys, SessionId id, string storeKey, Session session) => [SessionBody.Newest, .. SessionBody.Write(session)];

    public override Opening Open(PassphraseKeys keys, SessionId id, string storeKey, ReadOnlySpan<byte> body, out Session? session) =>
        SessionBody.TryRead(body[1..].ToArray(), out session) ? Opening.Opened : Opening.Unreadable;
}
