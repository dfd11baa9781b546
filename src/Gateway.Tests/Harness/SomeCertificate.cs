using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Harness;

/// <summary>Certificates for <c>localhost</c>, good and bad, and the authority that vouches for the good ones.</summary>
internal static class SomeCertificate
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly Lazy<X509Certificate2> Known = new(() => MakeAuthority("CN=Known authority"));
    private static readonly Lazy<X509Certificate2> Unknown = new(() => MakeAuthority("CN=Unknown authority"));

    /// <summary>Trusts the known authority and nobody else, as the store of a server's system would.</summary>
    public static void Trust(SslClientAuthenticationOptions options)
    {
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        options.CertificateChainPolicy.CustomTrustStore.Add(Known.Value);
    }

    /// <summary>The known authority, as a file of its own would have it.</summary>
    public static string AuthorityPem => Known.Value.ExportCertificatePem();

    /// <summary>By name: <c>good</c>, <c>expired</c>, <c>not yet valid</c>, <c>other host</c>, <c>self-signed</c>, <c>unknown authority</c>.</summary>
    public static X509Certificate2 Named(string kind) => kind switch
    {
        "good" => Make("localhost", Known.Value, -Day, Day),
        "expired" => Make("localhost", Known.Value, -10 * Day, -Day),
        "not yet valid" => Make("localhost", Known.Value, Day, 10 * Day),
        "other host" => Make("op.example", Known.Value, -Day, Day),
        "self-signed" => Make("localhost", null, -Day, Day),
        "unknown authority" => Make("localhost", Unknown.Value, -Day, Day),
        _ => throw new ArgumentException("no such certificate: " + kind, nameof(kind)),
    };

    private static X509Certificate2 Make(string host, X509Certificate2? authority, TimeSpan from, TimeSpan until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        if (authority is null) return request.CreateSelfSigned(now + from, now + until);

        using var signed = request.Create(authority, now + from, now + until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now - (100 * Day), now + (100 * Day));
    }
}
