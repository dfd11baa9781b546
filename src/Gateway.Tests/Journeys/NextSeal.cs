using Gateway.Protection;
using Gateway.Sessions;

namespace Gateway.Tests.Journeys;

/// <summary>The sessions of a Gateway that is one format ahead: it writes the next one, and still reads ours.</summary>
internal sealed class NextSeal : SessionSeal
{
    private const byte Next = SessionBody.Newest + 1;

    public override byte[] Seal(PassphraseKeys keys, SessionId id, string storeKey, Session session) => [Next, .. base.Seal(keys, id, storeKey, session)];

    public override Opening Open(PassphraseKeys keys, SessionId id, string storeKey, ReadOnlySpan<byte> body, out Session? session) =>
        body.Length > 0 && body[0] == Next
            ? base.Open(keys, id, storeKey, body[1..], out session)
            : base.Open(keys, id, storeKey, body, out session);
}
