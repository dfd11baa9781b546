using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>
/// TLS connections to a Gateway under test, whatever host is asked for: HTTP/2 with the name that is asked for, or, with a
/// <paramref name="serverName"/>, one HTTP/1.1 connection that names this one whatever is asked for over it. It trusts everybody,
/// remembers which certificate it was shown, and shows its own, if it has one, to whoever asks.
/// </summary>
internal sealed class TlsWire : IDisposable
{
    private readonly string? _serverName;
    private readonly X509Certificate2? _own;

    public TlsWire(int port, string? serverName = null, X509Certificate2? own = null)
    {
        (_serverName, _own) = (serverName, own);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            SslOptions = Options(""),
            ConnectCallback = (_, cancellation) => ConnectAsync(port, cancellation),
        };
        Client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };   // the browser has its own limit
    }

    public HttpClient Client { get; }

    /// <summary>The serial number of the last certificate that was shown.</summary>
    public string? Serial { get; private set; }

    public int Connections { get; private set; }

    /// <summary>Puts a request for this address on the wire; its <c>Host</c> is set already.</summary>
    public void Address(HttpRequestMessage request, Uri address, string pathAndQuery)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var root = _serverName is null ? address.GetLeftPart(UriPartial.Authority) : "http://wire.invalid";   // the TLS in it is ours
        request.RequestUri = new Uri(root + pathAndQuery, raw);
        request.Version = _serverName is null ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

    public void Dispose() => Client.Dispose();

    private async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, cancellation);
        Connections++;
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (_serverName is null) return plain;

        var tls = new SslStream(plain);
        await tls.AuthenticateAsClientAsync(Options(_serverName), cancellation);
        return tls;
    }

    private SslClientAuthenticationOptions Options(string serverName) => new()
    {
        TargetHost = serverName,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => _own!,   // null: none
#pragma warning disable CA5359 // The certificates of the tests are self-signed; which one comes is asserted.
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            Serial = certificate!.GetSerialNumberString();
            return true;
        },
#pragma warning restore CA5359
    };
}
