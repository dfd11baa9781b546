using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Commands;

/// <summary>When does the certificate behind an https address run out? Whether it is accepted at all, the call itself tells.</summary>
internal static class CertificateProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static async Task<IReadOnlyList<OnlineFinding>> AskAsync(Uri address, TimeProvider clock, CancellationToken cancellation)
    {
        if (address.Scheme != Uri.UriSchemeHttps || await EndAsync(address, clock, cancellation) is not { } end) return [];

        var left = end - clock.GetUtcNow();
        return left > Soon
            ? [OnlineFinding.Good("TLS", $"certificate until {end:yyyy-MM-dd}")]
            : [OnlineFinding.Note("TLS", $"The certificate ends on {end:yyyy-MM-dd}.", "Have it renewed before: afterwards nobody gets through.")];
    }

    private static async Task<DateTimeOffset?> EndAsync(Uri address, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, either.Token);
#pragma warning disable CA5359 // Nothing is sent: the certificate is only read, and judged where the call is made.
            await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, either.Token);
            return tls.RemoteCertificate is X509Certificate2 certificate ? new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero) : null;
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;   // the call itself says what is wrong
        }
    }
}
