using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>
/// Tokens encrypted with what OP and relying party share, the client secret: five parts, `dir` with A256GCM, as a client that decrypts
/// whatever it gets would open them.
/// </summary>
internal static class Jwe
{
    public static string Seal(string header, byte[] plain, string secret)
    {
        var (nonce, tag, cipher) = (new byte[12], new byte[16], new byte[plain.Length]);
        var first = Base64UrlEncoder.Encode(header);
        using var aes = new AesGcm(KeyOf(secret), tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.ASCII.GetBytes(first));
        return $"{first}..{Base64UrlEncoder.Encode(nonce)}.{Base64UrlEncoder.Encode(cipher)}.{Base64UrlEncoder.Encode(tag)}";
    }

    /// <summary>What is inside, inflated if the header says so.</summary>
    public static byte[] Open(string token, string secret)
    {
        var parts = token.Split('.');
        var cipher = Base64UrlEncoder.DecodeBytes(parts[3]);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(KeyOf(secret), 16);
        aes.Decrypt(Base64UrlEncoder.DecodeBytes(parts[2]), cipher, Base64UrlEncoder.DecodeBytes(parts[4]), plain, Encoding.ASCII.GetBytes(parts[0]));
        return Base64UrlEncoder.Decode(parts[0]).Contains("\"zip\"", StringComparison.Ordinal) ? Inflate(plain) : plain;
    }

    public static byte[] Deflate(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize)) deflate.Write(plain);
        return packed.ToArray();
    }

    private static byte[] Inflate(byte[] packed)
    {
        using var plain = new MemoryStream();
        using (var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress)) inflate.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] KeyOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
