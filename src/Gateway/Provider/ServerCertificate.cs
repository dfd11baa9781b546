using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Provider;

/// <summary>The OP's certificate is not accepted; the message says in an owner's words what is wrong with it.</summary>
internal sealed class CertificateRefusedException(string message) : AuthenticationException(message);

/// <summary>Is this the OP? The platform judges its certificate; what it found wrong is put into words here.</summary>
internal static class ServerCertificate
{
    public static bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;

        var host = (sender as SslStream)?.TargetHostName ?? "";
        throw new CertificateRefusedException($"The OP's certificate is refused: {string.Join("; ", Faults(host, certificate as X509Certificate2, chain, errors))}.");
    }

    private static IEnumerable<string> Faults(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            yield return $"{host} sent none";
            yield break;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) yield return $"it is for {Names(certificate)}, not for {host}";
        foreach (var status in chain?.ChainStatus.Select(one => one.Status).Distinct() ?? []) yield return Describe(status, certificate);
    }

    private static string Describe(X509ChainStatusFlags status, X509Certificate2 certificate) => status switch
    {
        X509ChainStatusFlags.NotTimeValid => $"it, or one of those that vouch for it, has run out or is not valid yet (its own time is {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd})",
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain when certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) => "it is self-signed",
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => $"this server does not know who vouches for it ({certificate.IssuerName.Name})",
        _ => status.ToString(),
    };

    /// <summary>The hosts that it is for.</summary>
    public static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()).ToArray();
        return names.Length > 0 ? string.Join(", ", names) : certificate.SubjectName.Name;
    }
}
