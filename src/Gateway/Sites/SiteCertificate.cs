using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Sites;

/// <summary>A certificate with its key, those that vouch for it, and the files that it was read from, as they looked then.</summary>
internal sealed record SiteCertificate(FileLook File, FileLook Key, X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    /// <summary>From the texts of the two files.</summary>
    public static SiteCertificate? TryRead(FileLook file, FileLook key, string certificates, string keyText, out string fault)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            if (chain.Count > 0) chain.RemoveAt(0);   // the leaf itself, which comes first
            fault = "";
            return new SiteCertificate(file, key, Usable(X509Certificate2.CreateFromPem(certificates, keyText)), chain);
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            fault = keyText.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "the key is encrypted, and nobody is there to type its passphrase at a start; decrypt it and chmod 600 it"
                : "the two are no certificate and its key in PEM";
            return null;
        }
    }

    /// <summary>For TLS: Schannel does not take a key that lives in memory only.</summary>
    public static X509Certificate2 Usable(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate;
}
