using System.Security.Cryptography;
using System.Text;

namespace Gateway.Protection;

/// <summary>What one passphrase stands for. It is never used itself: each purpose and salt has its own key.</summary>
internal sealed class PassphraseKey
{
    private readonly byte[] _secret;

    public PassphraseKey(byte[] secret)
    {
        _secret = secret;
        Span<byte> id = stackalloc byte[1];
        Derive("key id", [], id);
        Id = id[0];
    }

    /// <summary>Follows from the passphrase, not from its place in the list, so that the list can be rolled over.</summary>
    public byte Id { get; }

    public void Derive(string purpose, ReadOnlySpan<byte> salt, Span<byte> key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt, Encoding.UTF8.GetBytes(purpose));
}
