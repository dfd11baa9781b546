using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Harness;

/// <summary>An authority of the test's own and a certificate of localhost by it, in files, as redis-server and OpenSSL want them.</summary>
internal sealed class RedisCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-tls-").FullName;
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _authority;

    public RedisCertificates()
    {
        var request = new CertificateRequest("CN=Authority of a test", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _authority = request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), _key.ExportPkcs8PrivateKeyPem());
        Issue(Now.AddDays(30));
    }

    /// <summary>What a program must trust: its path goes into SSL_CERT_FILE.</summary>
    public string Authority => Path.Combine(_folder, "authority.pem");

    /// <summary>The options of a redis-server that speaks TLS on this port and nothing else.</summary>
    public string[] Options(int port) =>
    [
        "--port", "0", "--tls-port", $"{port}", "--tls-cert-file", Path.Combine(_folder, "certificate.pem"), "--tls-key-file", Path.Combine(_folder, "key.pem"), "--tls-auth-clients", "no",
    ];

    /// <summary>Writes a certificate that is good until then.</summary>
    public void Issue(DateTimeOffset until)
    {
        var request = new CertificateRequest("CN=localhost", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, Now.AddDays(-60), until, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Certificates are judged by the machine's clock.
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
