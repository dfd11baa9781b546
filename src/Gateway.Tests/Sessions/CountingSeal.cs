using Gateway.Protection;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>Counts how often a body was opened.</summary>
internal sealed class CountingSeal : SessionSeal
{
    public int Opened { get; private set; }

    public override Opening Open(PassphraseKeys keys, SessionId id, string storeKey, ReadOnlySpan<byte> body, out Session? session)
    {
        Opened++;
        return base.Open(keys, id, storeKey, body, out session);
    }
}
