using System.Security.Cryptography;

namespace Gateway.Protection;

/// <summary>
/// Seals bytes for everybody who holds the site's passphrase (and the salt), and opens them only unchanged, for the same purpose
/// and beside the same associated data. A box that does not open is a value, never an exception.
/// </summary>
internal static class SealedBox
{
    private const byte Format = 1;
    private const int NonceAt = 2;
    private const int NonceLength = 12;
    private const int TextAt = NonceAt + NonceLength;
    private const int TagLength = 16;

    /// <summary>Format byte, key id byte, nonce, ciphertext, tag.</summary>
    public static byte[] Seal(
        PassphraseKeys keys, string purpose, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var key = keys.Sealing;
        var box = new byte[TextAt + plain.Length + TagLength];
        box[0] = Format;
        box[1] = key.Id;
        var nonce = box.AsSpan(NonceAt, NonceLength);
        RandomNumberGenerator.Fill(nonce);

        using var cipher = CipherOf(key, purpose, salt);
        cipher.Encrypt(nonce, plain, box.AsSpan(TextAt, plain.Length), box.AsSpan(TextAt + plain.Length), Bound(box, associated));
        return box;
    }

    public static bool TryOpen(
        PassphraseKeys keys,
        string purpose,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> box,
        ReadOnlySpan<byte> associated,
        out byte[] plain)
    {
        plain = [];
        if (box.Length < TextAt + TagLength || box[0] != Format) return false;

        foreach (var key in keys.Opening(box[1]))
        {
            if (TryOpen(key, purpose, salt, box, associated, out plain)) return true;
        }

        return false;
    }

    private static bool TryOpen(
        PassphraseKey key,
        string purpose,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> box,
        ReadOnlySpan<byte> associated,
        out byte[] plain)
    {
        var opened = new byte[box.Length - TextAt - TagLength];
        using var cipher = CipherOf(key, purpose, salt);
        try
        {
            cipher.Decrypt(box.Slice(NonceAt, NonceLength), box[TextAt..^TagLength], box[^TagLength..], opened, Bound(box, associated));
        }
        catch (AuthenticationTagMismatchException)
        {
            plain = [];
            return false;
        }

        plain = opened;
        return true;
    }

    // A new object each time: one that threads share corrupts silently (dotnet-facts 8.6).
    private static AesGcm CipherOf(PassphraseKey key, string purpose, ReadOnlySpan<byte> salt)
    {
        Span<byte> derived = stackalloc byte[32];
        key.Derive(purpose, salt, derived);
        var cipher = new AesGcm(derived, TagLength);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }

    // The two bytes in front are not encrypted; bound like this they cannot be changed either.
    private static byte[] Bound(ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated) => [.. box[..NonceAt], .. associated];
}
