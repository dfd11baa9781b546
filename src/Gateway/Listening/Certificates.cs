using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Gateway.Sites;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Listening;

/// <summary>
/// Which certificate a TLS handshake gets: that of the site whose host the browser names. Where it names none, the address that it came to
/// must be a host; nobody gets another site's certificate by guess. Kestrel's own SNI section is not used: it closes the address, with
/// everybody's downloads, whenever one certificate changes.
/// </summary>
internal sealed class Certificates(CurrentConfiguration current)
{
    private readonly ConditionalWeakTable<SiteCertificate, SslServerAuthenticationOptions> _options = [];

    public ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext handshake)
    {
        var name = NameOf(handshake.ClientHelloInfo.ServerName, handshake.Connection);
        return (current.Value.Sites.CertificateOf(name) ?? OfEarlier(name)) is { } certificate
            ? ValueTask.FromResult(_options.GetValue(certificate, OptionsOf))
            : throw new AuthenticationException("No site has a certificate for this name.");
    }

    /// <summary>From now on handshakes for <paramref name="certificate"/> get the renewed one, which its files hold by now.</summary>
    public void Renew(SiteCertificate certificate, SiteCertificate renewed) => _options.AddOrUpdate(certificate, OptionsOf(renewed));

    // For a login that began on a host which a reload has taken away.
    private SiteCertificate? OfEarlier(string name)
    {
        foreach (var earlier in current.Earlier)
            if (earlier.Configuration.Sites.CertificateOf(name) is { } certificate) return certificate;
        return null;
    }

    private static string NameOf(string serverName, BaseConnectionContext connection) =>
        serverName.Length > 0 ? serverName : (connection.LocalEndPoint as IPEndPoint)?.Address.ToString() ?? "";

    private static SslServerAuthenticationOptions OptionsOf(SiteCertificate certificate) =>
        new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate.Leaf, certificate.Chain, offline: true) };
}
