using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Operations;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>
/// The stage of the journeys: the real composition on a free port, in front of a <see cref="FakeMembersArea"/>, with a
/// <see cref="SimulatedNats"/> and one clock for all. Site <c>a</c> is <c>https://a.example</c> and <c>https://www.a.example</c>, as
/// behind a balancer that ends TLS.
/// </summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string Origin = "https://a.example";
    public const string Vanity = "/members/vanity.php";
    public const string ClientId = "1,2,3";
    public const string ClientSecret = "s:p&%+ü";

    /// <summary>What a sabotage takes out of every Gateway that is started in its course; null elsewhere.</summary>
    public static readonly AsyncLocal<Action<IServiceCollection>?> Sabotage = new();

    /// <summary>Makes the setting <c>Redis</c> of every Gateway that is started in its course; null: sessions in memory.</summary>
    public static readonly AsyncLocal<Func<string>?> Redis = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-").FullName;
    private readonly JsonObject _file;
    private readonly IHost _host;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private GatewayHost(SimulatedNats nats, FakeMembersArea area, WatchedClock clock, JsonObject file, Action<IServiceCollection>? change)
    {
        (Nats, Area, Clock, _file) = (nats, area, clock, file);
        WriteFile(file.ToJsonString());
        var read = ConfigurationReader.Read(FilePath, _ => null);
        Assert.Empty(read.Faults);
        Configuration = read.Configuration!;
        _host = GatewayApplication.Build(Configuration, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider>(Log);
            change?.Invoke(services);
            if (Sabotage.Value is not { } takeOut) return;

            takeOut(services);
            services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = AfterFailure);   // a journey that failed has left requests waiting
        });
        Counts = new Counts(_host.Services.GetRequiredService<IMeterFactory>());
    }

    public SimulatedNats Nats { get; }

    public FakeMembersArea Area { get; }

    public WatchedClock Clock { get; }

    /// <summary>What it was started with.</summary>
    public GatewayConfiguration Configuration { get; }

    public string FilePath => Path.Combine(_folder, "gateway.json");

    public LogLines Log { get; } = new();

    public Counts Counts { get; }

    public IServiceProvider Services => _host.Services;

    public Uri Address { get; private set; } = new("http://invalid");

    /// <summary>The port of the first https address.</summary>
    public int TlsPort => HostAddress.All(_host).Select(address => new Uri(address)).First(address => address.Scheme == Uri.UriSchemeHttps).Port;

    /// <summary>OP and upstream are another node's.</summary>
    private bool IsSecond { get; init; }

    /// <summary>Health and metrics, by their own port.</summary>
    public OperationsClient Operations { get; private set; } = new(new Uri("http://invalid"));

    /// <summary>
    /// Starts everything. <paramref name="site"/> changes the site's JSON, <paramref name="services"/> takes something out of the
    /// composition (outside services and sabotage only), <paramref name="nats"/> sets how NATS is started, <paramref name="now"/> the clock
    /// where somebody takes part who has his own.
    /// </summary>
    public static async Task<GatewayHost> StartAsync(
        Action<JsonObject>? site = null, Action<JsonObject>? file = null, Action<IServiceCollection>? services = null, Func<SimulatedNatsOptions, SimulatedNatsOptions>? nats = null,
        DateTimeOffset? now = null)
    {
        var clock = new WatchedClock(now ?? new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var options = new SimulatedNatsOptions
        {
            AccessTokenLifetime = TimeSpan.FromMinutes(5),
            Clients =
            [
                new NatsClient(ClientId, ClientSecret)
                {
                    RedirectUris = [Origin + Vanity, "https://www.a.example" + Vanity, "http://a.example" + Vanity],
                    PostLogoutOrigins = [Origin, "https://www.a.example", "http://a.example"],
                },
            ],
        };
        var op = await SimulatedNats.StartAsync(nats?.Invoke(options) ?? options, clock);
        var area = await FakeMembersArea.StartAsync();
        var json = Some.Configuration(op.MetadataUrl, area.Address);
        if (Redis.Value is { } setting) json[nameof(Redis)] = setting();
        site?.Invoke(json["Sites"]!["a"]!.AsObject());
        file?.Invoke(json);

        return await new GatewayHost(op, area, clock, json, services).RunAsync();
    }

    /// <summary>
    /// One more node of the same site: same file, OP, upstream and clock, and a connection of its own to the same Redis, or else this node's
    /// store. <paramref name="site"/> changes its own copy of the site's JSON. It ends before this one does.
    /// </summary>
    public Task<GatewayHost> StartNodeAsync(Action<IServiceCollection>? services = null, Action<JsonObject>? site = null)
    {
        var file = _file.DeepClone().AsObject();
        site?.Invoke(file["Sites"]!["a"]!.AsObject());
        return new GatewayHost(Nats, Area, Clock, file, node =>
        {
            if (!file.ContainsKey(nameof(Redis)))
            {
                node.Replace(ServiceDescriptor.Singleton(_ => Services.GetRequiredService<ISessionStore>()));
                node.Replace(ServiceDescriptor.Singleton(_ => Services.GetRequiredService<ISubjectIndex>()));
            }

            services?.Invoke(node);
        }) { IsSecond = true }.RunAsync();
    }

    /// <summary>Writes the file anew and reloads it, as by a signal. <paramref name="site"/> changes the JSON of site <c>a</c>.</summary>
    public Task<ReloadAttempt> ReloadAsync(Action<JsonObject>? site = null, Action<JsonObject>? file = null)
    {
        site?.Invoke(_file["Sites"]!["a"]!.AsObject());
        file?.Invoke(_file);
        WriteFile(_file.ToJsonString());
        return Services.GetRequiredService<SiteReload>().RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Puts this text into the file, good or not.</summary>
    public void WriteFile(string text)
    {
        File.WriteAllText(FilePath, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public Browser NewBrowser(string origin = Origin) => new(Address, Nats, origin);

    /// <summary>A browser in which this member has signed in.</summary>
    public async Task<Browser> SignedInAsync(string member)
    {
        var browser = NewBrowser();
        await browser.SignInAsync(member);
        return browser;
    }

    /// <summary>Nothing was logged at Warning or above: the last line of every journey whose subject is not a fault.</summary>
    public void AssertQuiet() => Assert.Empty(Log.Warnings);

    /// <summary>Tells it to stop, as a signal would; by the clock of the test.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        // A call to the OP that is still under way (a revocation) is waited for by the product's clock, which nobody moves any more.
        var stopped = Task.Run(EndAsync);
        while (await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System)) != stopped) Clock.Advance(TimeSpan.FromSeconds(1));
        await stopped;
        Counts.Dispose();
        if (!IsSecond)
        {
            await Nats.DisposeAsync();
            await Area.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<GatewayHost> RunAsync()
    {
        await _host.StartAsync();
        Address = HostAddress.All(_host).Select(address => new Uri(address)).OrderByDescending(address => address.Scheme == Uri.UriSchemeHttp).First();
        if (Services.GetRequiredService<OperationsListener>().Address is { } operations) Operations = new OperationsClient(new Uri($"http://{operations}"));
        return this;
    }

    private async Task EndAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}
