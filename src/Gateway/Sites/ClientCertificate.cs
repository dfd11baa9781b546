using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Sites;

/// <summary>The certificate by which the OP knows us, with its key and those that vouch for it. Two of the same certificate are one.</summary>
internal sealed class ClientCertificate(X509Certificate2 leaf, X509Certificate2Collection chain) : IEquatable<ClientCertificate>
{
    public X509Certificate2 Leaf => leaf;

    public X509Certificate2Collection Chain => chain;

    /// <summary>From the texts of the two files.</summary>
    public static ClientCertificate? TryRead(string certificates, string key, string? password)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            if (chain.Count > 0) chain.RemoveAt(0);   // the leaf itself, which comes first
            var leaf = password is null ? X509Certificate2.CreateFromPem(certificates, key) : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
            return new ClientCertificate(SiteCertificate.Usable(leaf), chain);
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    public bool Equals(ClientCertificate? other) => other is not null && other.Leaf.Thumbprint == leaf.Thumbprint;

    public override bool Equals(object? obj) => Equals(obj as ClientCertificate);

    public override int GetHashCode() => leaf.Thumbprint.GetHashCode(StringComparison.Ordinal);
}
