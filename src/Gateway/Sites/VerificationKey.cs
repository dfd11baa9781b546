using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Sites;

/// <summary>A key of the OP that the owner has by himself: under its id, where that is known, in PEM.</summary>
internal sealed record VerificationKey(string? Id, string Pem)
{
    private const int FewestRsaBits = 2048;

    /// <summary>The public key of a certificate, or as it stands; null where the text is neither.</summary>
    public AsymmetricAlgorithm? ToKey()
    {
        try
        {
            if (!Pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal)) return Usable(Read(RSA.Create())) ?? (AsymmetricAlgorithm?)Read(ECDsa.Create());

            using var certificate = X509Certificate2.CreateFromPem(Pem);
            return Usable(certificate.GetRSAPublicKey()) ?? (AsymmetricAlgorithm?)certificate.GetECDsaPublicKey();
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private T? Read<T>(T key)
        where T : AsymmetricAlgorithm
    {
        try
        {
            key.ImportFromPem(Pem);
            return key;
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private static RSA? Usable(RSA? key) => key?.KeySize >= FewestRsaBits ? key : null;
}
