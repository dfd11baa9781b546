using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Harness;

/// <summary>Self-signed certificates for hosts, as two PEM files.</summary>
internal static class TestCertificate
{
    /// <summary>Writes <c>NAME.pem</c> and <c>NAME.key</c>, and returns the certificate's serial number.</summary>
    public static string Write(string folder, string name, string[] hosts, int fromYear = 2020, int untilYear = 2100)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(Start(fromYear), Start(untilYear));
        File.WriteAllText(Path.Combine(folder, name + ".pem"), certificate.ExportCertificatePem() + "\n");
        WriteSecret(Path.Combine(folder, name + ".key"), key.ExportPkcs8PrivateKeyPem() + "\n");
        return certificate.SerialNumber;
    }

    public static void WriteSecret(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static DateTimeOffset Start(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
