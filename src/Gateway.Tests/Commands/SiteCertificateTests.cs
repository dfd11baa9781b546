using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Commands;
using Gateway.Rules;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>A site's own certificate as browsers are shown it, in the words of <c>check --online</c>.</summary>
public sealed class SiteCertificateTests
{
    private const string FullChain = "Write the full chain (fullchain.pem) as Certificate.File, not the certificate alone.";

    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<X509Certificate2> Root = new(() => Make("CN=Root", null));
    private static readonly Lazy<X509Certificate2> Upper = new(() => Make("CN=Upper", Root.Value));
    private static readonly Lazy<X509Certificate2> Lower = new(() => Make("CN=Lower", Upper.Value));

    [Theory]
    [InlineData("good", OnlineVerdict.Good, "certificate until 2030-03-02", null)]
    [InlineData("other host", OnlineVerdict.Fault, "The certificate there is for b.example: browsers refuse the site.", "Ask for a certificate with every host of Origins.")]
    [InlineData("ended", OnlineVerdict.Fault, "The certificate there ended on 2029-12-31: browsers refuse the site.", "Renew it, and look why that was not done in time.")]
    [InlineData("not yet", OnlineVerdict.Fault, "The certificate there is not valid before 2030-01-02: browsers refuse the site.", "Look at the clock of this machine; if it is right, put the one before back in place.")]
    [InlineData("ends soon", OnlineVerdict.Note, "The certificate there ends on 2030-01-11.", "Have it renewed before: afterwards browsers refuse the site.")]
    [InlineData("vouches for itself", OnlineVerdict.Fault, "The certificate there vouches for itself: browsers warn every visitor.", "Get one from an authority that browsers know.")]
    [InlineData("alone", OnlineVerdict.Fault, "The certificate of CN=Lower, which vouches for it, is not sent along: many programs refuse the site.", FullChain)]
    [InlineData("upper missing", OnlineVerdict.Note, "This server does not know who vouches for it (CN=Upper).", "If browsers know that authority, all is well: open the site in one.")]
    internal async Task A_certificate_is_judged_as_it_is_shown(string kind, OnlineVerdict verdict, string text, string? remedy)
    {
        var authority = kind == "vouches for itself" ? null : Lower.Value;
        var (from, until) = kind switch { "ended" => (-10, -1), "not yet" => (1, 60), "ends soon" => (-10, 10), _ => (-10, 60) };
        using var own = Make("CN=a", authority, kind == "other host" ? "b.example" : "a.example", from, until);
        X509Certificate2[] along = kind switch { "alone" => [], "upper missing" => [Lower.Value], _ => [Lower.Value, Upper.Value] };
        using var server = new Server(own, along);

        var finding = Assert.Single(await AskAsync(server.Port));

        Assert.Equal(new OnlineFinding("a.example", verdict, text, remedy), finding);
    }

    [Fact]
    public void Another_order_than_they_vouch_for_each_other_is_said()
    {
        using var own = Make("CN=a", Lower.Value, "a.example");
        using var chain = new X509Chain { ChainPolicy = Trusting() };
        chain.ChainPolicy.ExtraStore.AddRange(new[] { own, Upper.Value, Lower.Value });
        chain.Build(own);

        var finding = Assert.Single(new ShownCertificate(OriginOf("https://a.example"), chain, SslPolicyErrors.None).Judge(Now));

        Assert.Equal(
            OnlineFinding.Note("a.example", "The certificates that vouch for it are sent in another order than they vouch for each other; some programs refuse that.", "Write the site's own first, then the one that vouches for it, and so on."),
            finding);
    }

    [Fact]
    public async Task Where_nobody_answers_it_may_not_be_live_yet()
    {
        var finding = Assert.Single(await AskAsync(FreePort.Take()));

        Assert.Equal(
            OnlineFinding.Note("a.example", "Nobody answers there, as seen from this server.",
                "So it is before a site goes live. Afterwards compare the address that this name has in the DNS with this server's, and look at Listen and the firewall."),
            finding);
    }

    [Fact]
    public async Task Whoever_speaks_no_TLS_there_is_a_fault()
    {
        await using var plain = await FakeMembersArea.StartAsync();

        var finding = Assert.Single(await AskAsync(plain.Address.Port));

        Assert.Equal(
            OnlineFinding.Fault("a.example", "Somebody answers there, but not with TLS and a certificate for this name.", "Give the site a Certificate, and Listen an https address; or look what else listens there."),
            finding);
    }

    [Fact]
    public async Task Each_https_origin_is_come_to_and_no_other()
    {
        using var own = Make("CN=a", Lower.Value, "a.example");
        using var server = new Server(own, [Lower.Value, Upper.Value]);

        var findings = await new SiteCertificateProbe(new Door(server.Port), new FakeTimeProvider(Now)).AskAsync(
            [OriginOf("https://a.example"), OriginOf("http://a.example"), OriginOf("https://b.example:8443")], TestContext.Current.CancellationToken);

        Assert.Equal([("a.example", OnlineVerdict.Good), ("b.example:8443", OnlineVerdict.Fault)], findings.Select(finding => (finding.Subject, finding.Verdict)));
    }

    private static Task<IReadOnlyList<OnlineFinding>> AskAsync(int port) =>
        new SiteCertificateProbe(new Door(port), new FakeTimeProvider(Now)).AskAsync([OriginOf("https://a.example")], TestContext.Current.CancellationToken);

    private static Origin OriginOf(string text)
    {
        Assert.True(Origin.TryParse(text, out var origin, out _));
        return origin!;
    }

    private static X509ChainPolicy Trusting()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = Now.UtcDateTime };
        policy.CustomTrustStore.Add(Root.Value);
        return policy;
    }

    private static X509Certificate2 Make(string name, X509Certificate2? authority, string? host = null, int fromDay = -100, int untilDay = 100)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        if (host is null) request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        else
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        if (authority is null) return request.CreateSelfSigned(Now.AddDays(fromDay), Now.AddDays(untilDay));
        using var signed = request.Create(authority, Now.AddDays(fromDay), Now.AddDays(untilDay), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Every origin leads to one port of loopback, and one authority is trusted.</summary>
    private sealed class Door(int port) : PublicDoor
    {
        public override X509ChainPolicy? Trust => Trusting();

        public override Task<Stream> OpenAsync(Origin origin, CancellationToken cancellation) => base.OpenAsync(origin with { Host = "127.0.0.1", Port = port }, cancellation);
    }

    /// <summary>Shakes hands with everybody.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Server(X509Certificate2 own, X509Certificate2[] along)
        {
            _listener.Start();
            _ = AcceptAsync(SslStreamCertificateContext.Create(own, [.. along], offline: true));
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync(SslStreamCertificateContext context)
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context });
                await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
            }
        }
    }
}
