using Gateway.Protection;
using Gateway.Sessions;

namespace Gateway.Tests.Sabotage;

/// <summary>Sessions come back from the store without something that nodes tell each other in them.</summary>
internal sealed class ForgetfulSeal(Func<Session, Session> forget) : SessionSeal
{
    public override Opening Open(PassphraseKeys keys, SessionId id, string storeKey, ReadOnlySpan<byte> body, out Session? session)
    {
        var opening = base.Open(keys, id, storeKey, body, out session);
        if (session is not null) session = forget(session);
        return opening;
    }
}
