using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Rules;

namespace Gateway.Commands;

/// <summary>
/// Comes to each https origin of a site as a browser does, as far as the handshake, and has the certificate judged that is shown there,
/// whoever shows it: Gateway itself or a web server in front of it.
/// </summary>
internal sealed class SiteCertificateProbe(PublicDoor door, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<OnlineFinding>> AskAsync(IEnumerable<Origin> origins, CancellationToken cancellation)
    {
        var findings = await Task.WhenAll(origins.Where(static origin => origin.IsHttps).Select(origin => AskAsync(origin, cancellation)));
        return [.. findings.SelectMany(static found => found)];
    }

    private async Task<IReadOnlyList<OnlineFinding>> AskAsync(Origin origin, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await using var stream = await door.OpenAsync(origin, either.Token);
            return await ShakeHandsAsync(origin, stream, either.Token);
        }
        catch (Exception away) when (away is SocketException || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [OnlineFinding.Note(origin.Authority, "Nobody answers there, as seen from this server.",
                "So it is before a site goes live. Afterwards compare the address that this name has in the DNS with this server's, and look at Listen and the firewall.")];
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            return [OnlineFinding.Fault(origin.Authority, "Somebody answers there, but not with TLS and a certificate for this name.",
                "Give the site a Certificate, and Listen an https address; or look what else listens there.")];
        }
    }

    private async Task<IReadOnlyList<OnlineFinding>> ShakeHandsAsync(Origin origin, Stream stream, CancellationToken cancellation)
    {
        IReadOnlyList<OnlineFinding> findings = [];
#pragma warning disable CA5359 // Nothing is sent: the certificate is only read, and judged here.
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = origin.Host.Trim('[', ']'),
                CertificateChainPolicy = door.Trust,
                RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                {
                    if (chain is { ChainElements.Count: > 0 }) findings = new ShownCertificate(origin, chain, errors).Judge(clock.GetUtcNow());
                    return true;
                },
            },
            cancellation);
#pragma warning restore CA5359
        return findings;
    }
}
