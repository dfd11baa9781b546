using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Protection;

namespace Gateway.Sessions;

/// <summary>
/// The names under which a store keeps what is ours. They hold the site and a hash: who reads them learns no session id, and no
/// two sites, purposes or other programs share one.
/// </summary>
internal static class StoreKey
{
    /// <summary>The length of <see cref="HashOf"/>.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    public static string OfSession(string site, SessionId id) => OfSession(site, HashOf(id));

    /// <summary>Of a session whose id is not at hand.</summary>
    public static string OfSession(string site, ReadOnlySpan<byte> hash) => $"gw:{site}:s:{Base64Url.EncodeToString(hash)}";

    public static byte[] HashOf(SessionId id)
    {
        Span<byte> bytes = stackalloc byte[RandomText.Bytes];
        id.CopyTo(bytes);
        return SHA256.HashData(bytes);
    }

    public static string OfClaim(string site, string purpose, string value) =>
        $"gw:{site}:o:{Hash(Encoding.UTF8.GetBytes(purpose + "\0" + value))}";

    /// <summary>By a keyed hash: a member's name is easily guessed, and who reads the store must not find him by it.</summary>
    public static string OfSubject(string site, PassphraseKey key, string kind, string issuer, string value)
    {
        Span<byte> name = stackalloc byte[32];
        key.Derive("subject of a session", Encoding.UTF8.GetBytes($"{kind}\0{issuer}\0{value}"), name);
        return $"gw:{site}:i:{Base64Url.EncodeToString(name)}";
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes));
}
