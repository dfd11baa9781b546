using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Demo.Nats;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>Clock, certificate, upstream and Redis, as <c>check --online</c> sees them.</summary>
public sealed class OnlinePartsTests
{
    [Theory]
    [InlineData(0, OnlineVerdict.Good, "this server's and the provider's agree", null)]
    [InlineData(90, OnlineVerdict.Note, "This server's clock is 90s ahead of the provider's.", "Let both follow a time server: timedatectl set-ntp true.")]
    [InlineData(-90, OnlineVerdict.Note, "This server's clock is 90s behind the provider's.", "Let both follow a time server: timedatectl set-ntp true.")]
    [InlineData(3600, OnlineVerdict.Fault, "This server's clock is 1h ahead of the provider's: logins are refused (id_token_clock).", "Let this server follow a time server: timedatectl set-ntp true. If its clock is right, tell the provider.")]
    internal async Task A_clock_that_is_wrong_is_said(int seconds, OnlineVerdict verdict, string text, string? remedy)
    {
        await using var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions(), TimeProvider.System);
        var now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
        nats.Switches.Metadata.Headers = [new("Date", now.ToString("R"))];
        using var folder = new ConfigurationFolder();
        folder.With("Provider", $$"""{ "MetadataUrl": "{{nats.MetadataUrl}}", "ClientId": "1", "ClientSecret": "hush" }""");
        var configuration = ConfigurationFolder.Good(folder.Read());

        var reports = await OnlineCheck.AskAsync(configuration, TestContext.Current.CancellationToken,
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(now.AddSeconds(seconds)))));

        Assert.Equal(new OnlineFinding("clock", verdict, text, remedy), Assert.Single(reports[0].Findings, finding => finding.Subject == "clock"));
    }

    [Theory]
    [InlineData(15, OnlineVerdict.Good, "certificate until 2030-01-16")]
    [InlineData(13, OnlineVerdict.Note, "The certificate ends on 2030-01-14.")]
    internal async Task A_certificate_that_ends_soon_is_said(int days, OnlineVerdict verdict, string text)
    {
        var now = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-30), now.AddDays(days));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync(listener, certificate);

        var finding = Assert.Single(await CertificateProbe.AskAsync(
            new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"), new FakeTimeProvider(now), TestContext.Current.CancellationToken));

        await served;
        Assert.Equal(("TLS", verdict, text), (finding.Subject, finding.Verdict, finding.Text));
    }

    [Fact]
    public async Task No_certificate_is_looked_for_where_there_is_none()
    {
        var clock = new FakeTimeProvider();

        Assert.Empty(await CertificateProbe.AskAsync(new Uri("http://localhost/"), clock, TestContext.Current.CancellationToken));
        Assert.Empty(await CertificateProbe.AskAsync(new Uri($"https://localhost:{FreePort.Take()}/"), clock, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(200, OnlineVerdict.Good, "its first page answers 200", null)]
    [InlineData(302, OnlineVerdict.Good, "its first page answers 302", null)]
    [InlineData(503, OnlineVerdict.Note, "Its first page answers 503.", "Look at the web server's own log.")]
    internal async Task An_upstream_is_asked_as_by_a_browser_of_the_site(int status, OnlineVerdict verdict, string text, string? remedy)
    {
        await using var area = await FakeMembersArea.StartAsync();
        area.Answers["/"] = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var finding = Assert.Single(await AskUpstreamAsync(area.Address, new FakeTimeProvider()));

        Assert.Equal(new OnlineFinding("answer", verdict, text, remedy), finding);
        Assert.Equal("a.example", Assert.Single(area.Requests)["Host"]);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_or_hangs_is_a_fault()
    {
        var clock = new FakeTimeProvider();
        await using var area = await FakeMembersArea.StartAsync();
        var latch = new Latch();
        area.Answers["/"] = context => latch.PassAsync(context.RequestAborted);

        var away = Assert.Single(await AskUpstreamAsync(new Uri($"http://127.0.0.1:{FreePort.Take()}"), clock));
        var asking = AskUpstreamAsync(area.Address, clock);
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(5.1));
        var hanging = Assert.Single(await asking);
        latch.Open();

        Assert.Equal(OnlineFinding.Fault("answer", "It cannot be reached (ConnectionError).", "Start the web server, or compare Upstream with the address that it listens on."), away);
        Assert.Equal(OnlineFinding.Fault("answer", "It does not answer within 5 s.", "Look at the web server's own log; its first page may hang."), hanging);
    }

    [Fact]
    public async Task A_php_fpm_that_is_there_or_not_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var (here, away) = (((IPEndPoint)listener.LocalEndpoint).Port, FreePort.Take());
        using var folder = new ConfigurationFolder();
        var root = Directory.CreateDirectory(Path.Combine(folder.Folder, "site")).FullName;
        folder.With("Upstream", $$"""{ "FastCgi": [ "127.0.0.1:{{here}}", "127.0.0.1:{{away}}" ], "Root": "{{root}}" }""");

        var findings = await FastCgiProbe.AskAsync(((FastCgiUpstream)folder.GoodSite().Upstreams.All[0].Upstream).Application, new FakeTimeProvider(), TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                OnlineFinding.Good("answer", $"127.0.0.1:{here} takes connections"),
                OnlineFinding.Fault("answer", $"127.0.0.1:{away}: nobody listens there.", "Start php-fpm, or compare Upstream.FastCgi with listen of its pool."),
            ],
            findings);
    }

    [Fact]
    public async Task A_redis_as_it_should_be()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes");

        var findings = await AskRedisAsync(redis.Address);

        Assert.Equal(["answer", "version", "eviction", "persistence"], findings.Select(finding => finding.Subject));
        Assert.All(findings, finding => Assert.Equal(OnlineVerdict.Good, finding.Verdict));
        Assert.Matches("^takes writes, answers in [0-9]+\\.[0-9] ms$", findings[0].Text);
    }

    [Fact]
    public async Task A_redis_that_would_lose_sessions_is_said()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");

        var findings = await AskRedisAsync(redis.Address);

        Assert.Contains(OnlineFinding.Fault("eviction", "It throws sessions away when its memory is full (maxmemory-policy allkeys-lru).", "Set maxmemory-policy noeviction."), findings);
        Assert.Contains(OnlineFinding.Note("persistence", "It keeps no append-only file: members signed in since its last snapshot sign in again after a restart of Redis.", "Set appendonly yes."), findings);
    }

    [Fact]
    public async Task A_redis_that_is_away_or_refuses_is_a_fault()
    {
        await using var redis = await RedisServer.StartAsync("--requirepass", "secret");

        var away = Assert.Single(await AskRedisAsync($"127.0.0.1:{FreePort.Take()}"));
        var refused = Assert.Single(await AskRedisAsync(redis.Address + ",password=tell nobody"));

        Assert.Equal(OnlineFinding.Fault("answer", "Unreachable.", "Redis cannot be reached, or broke off. Is it running, and is its address right? Members get 503 until it is back."), away);
        Assert.Equal(OnlineFinding.Fault("answer", "Credentials.", "Redis refuses user, password or permissions. Compare the setting Redis with the ACL or requirepass of Redis."), refused);
    }

    [Fact]
    public async Task Json_says_the_same_to_a_machine()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", $$"""{ "MetadataUrl": "http://127.0.0.1:{{FreePort.Take()}}/x", "ClientId": "1", "ClientSecret": "hush" }""").With("Upstream", $"\"http://127.0.0.1:{FreePort.Take()}\"");
        folder.Read();

        var said = await Said.ByAsync("check", "--online", "--json", "--config", folder.File);

        Assert.Equal((1, ""), (said.Code, said.Errors));
        var online = JsonDocument.Parse(said.Output).RootElement.GetProperty("online");
        Assert.Equal(3, online.GetArrayLength());
        Assert.Equal("Fault", online[0].GetProperty("findings")[0].GetProperty("verdict").GetString());
        Assert.Equal("example", online[1].GetProperty("sites")[0].GetString());
        Assert.True(online[1].GetProperty("hasFaults").GetBoolean());
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<OnlineFinding>> AskUpstreamAsync(Uri upstream, TimeProvider clock)
    {
        Assert.True(Origin.TryParse("https://a.example", out var origin, out _));
        await using var services = new ServiceCollection().AddHttpClient(UpstreamProbe.Client)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false }).Services.BuildServiceProvider();
        return await new UpstreamProbe(services.GetRequiredService<IHttpClientFactory>(), upstream, origin!, clock).AskAsync(TestContext.Current.CancellationToken);
    }

    private static Task<IReadOnlyList<OnlineFinding>> AskRedisAsync(string address)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Redis"] = $"\"{address}\"";
        return new RedisProbe(ConfigurationFolder.Good(folder.Read()).Redis!).AskAsync();
    }
}
