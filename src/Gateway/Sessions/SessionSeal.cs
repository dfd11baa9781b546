using System.Text;
using Gateway.Protection;

namespace Gateway.Sessions;

/// <summary>What became of a stored body: a body of a newer Gateway is nothing to worry about in a rolling restart.</summary>
internal enum Opening
{
    Opened,
    Newer,
    Unreadable,
}

/// <summary>
/// A session as the store gets it: the version of the body, then the sealed body. Its key comes from passphrase and session id, and
/// it opens only under its own store key: a copy of the store opens nothing, and a body moved elsewhere neither. Open to inheritance,
/// so that a test can take the sealing out and see what then fails.
/// </summary>
internal class SessionSeal
{
    private const string Purpose = "session";

    public virtual byte[] Seal(PassphraseKeys keys, SessionId id, string storeKey, Session session)
    {
        Span<byte> salt = stackalloc byte[RandomText.Bytes];
        id.CopyTo(salt);
        var (version, plain) = (SessionBody.VersionOf(session), SessionBody.Write(session));
        return [version, .. SealedBox.Seal(keys, Purpose, salt, plain, Place(version, keys, storeKey))];
    }

    public virtual Opening Open(
        PassphraseKeys keys, SessionId id, string storeKey, ReadOnlySpan<byte> body, out Session? session)
    {
        session = null;
        if (body.Length == 0 || body[0] < SessionBody.Oldest) return Opening.Unreadable;
        if (body[0] > SessionBody.Newest) return Opening.Newer;

        Span<byte> salt = stackalloc byte[RandomText.Bytes];
        id.CopyTo(salt);
        return SealedBox.TryOpen(keys, Purpose, salt, body[1..], Place(body[0], keys, storeKey), out var plain)
            && SessionBody.TryRead(plain, out session)
                ? Opening.Opened
                : Opening.Unreadable;
    }

    private static byte[] Place(byte version, PassphraseKeys keys, string storeKey) =>
        [version, .. Encoding.UTF8.GetBytes(keys.Site + "\0" + storeKey)];
}
