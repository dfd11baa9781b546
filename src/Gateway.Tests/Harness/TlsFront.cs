using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Harness;

/// <summary>TLS in front of a server that speaks plain http on loopback, under a certificate of the test's choice; it only passes bytes on.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private X509Certificate2 _certificate;
    private int _connections;

    private TlsFront(Uri server, X509Certificate2 certificate)
    {
        (_server, _certificate) = (server, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Connections that came, whether or not their handshake went well.</summary>
    public int Connections => _connections;

    /// <summary>Whether clients are asked for a certificate of theirs.</summary>
    public bool AsksForCertificate { get; set; }

    /// <summary>Serial numbers of the certificates that clients showed, in their order.</summary>
    public ConcurrentQueue<string> Shown { get; } = new();

    public static TlsFront Before(Uri server, X509Certificate2 certificate) => new(server, certificate);

    /// <summary>From now on another certificate; what is open is cut.</summary>
    public void Present(X509Certificate2 certificate)
    {
        _certificate = certificate;
        foreach (var client in _open.Keys) client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificate = _certificate,
        ClientCertificateRequired = AsksForCertificate,
        RemoteCertificateValidationCallback = (_, shown, _, _) =>
        {
            if (shown is not null) Shown.Enqueue(shown.GetSerialNumberString());
            return shown is not null || !AsksForCertificate;
        },
    };

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        _open[client] = true;
        try
        {
            await using var outside = new SslStream(client.GetStream());
            await outside.AuthenticateAsServerAsync(Options(), _stopping.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(_server.Host, _server.Port, _stopping.Token);
            await using var inside = server.GetStream();
            await Task.WhenAny(outside.CopyToAsync(inside, _stopping.Token), inside.CopyToAsync(outside, _stopping.Token));
        }
        catch (Exception cut) when (cut is IOException or AuthenticationException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other side did not like the certificate, or the test is over.
        }
        finally
        {
            _open.TryRemove(client, out _);
            client.Dispose();
        }
    }
}
