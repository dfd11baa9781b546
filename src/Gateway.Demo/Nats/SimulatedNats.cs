namespace Gateway.Demo.Nats;

/// <summary>
/// NATS as far as a members area can tell: a strict OpenID Provider with a login page, on 127.0.0.1. The demo shows it to people; the tests
/// use the same one and its <see cref="Switches"/> and <see cref="Ledger"/>.
/// </summary>
internal sealed class SimulatedNats : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _app;

    private SimulatedNats(SimulatedNatsOptions options, TimeProvider clock)
    {
        Options = options;
        Clock = clock;
        Clients = new NatsClients(options.Clients);
        Switches = new Switches(Keys, options.AccessTokenLifetime, clock);
        Grants = new Grants(clock);
        Browsers = new SignedInBrowsers(clock);
    }

    public SimulatedNatsOptions Options { get; }

    public TimeProvider Clock { get; }

    /// <summary>Its origin, which is its issuer too: `http://127.0.0.1:8081`.</summary>
    public string Issuer { get; private set; } = "";

    public Uri MetadataUrl => new(Issuer + NatsEndpoint.MetadataPath);

    public Uri SwitchesUrl => new(Issuer + NatsEndpoint.SwitchesPath);

    public NatsClients Clients { get; }

    public NatsMembers Members { get; } = new();

    public SigningKeys Keys { get; } = new();

    public Switches Switches { get; }

    public Ledger Ledger { get; } = new();

    public Grants Grants { get; }

    /// <summary>Who is signed in at NATS itself.</summary>
    public SignedInBrowsers Browsers { get; }

    public static async Task<SimulatedNats> StartAsync(SimulatedNatsOptions options, TimeProvider clock)
    {
        var nats = new SimulatedNats(options, clock);
        try
        {
            await nats.ListenAsync(options.Port);
            return nats;
        }
        catch
        {
            await nats.DisposeAsync();
            throw;
        }
    }

    /// <summary>Breaks off every connection and takes none, as a server that dies. What it has granted and written down stays, as in a database.</summary>
    public async Task CrashAsync()
    {
        if (_app is null) return;

        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Listens once more where it did before the crash.</summary>
    public Task RecoverAsync() => ListenAsync(new Uri(Issuer).Port);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();   // lets go of held calls
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }

        _stopping.Dispose();
    }

    private async Task ListenAsync(int port)
    {
        _app = await LoopbackServer.StartAsync(port, "the simulated NATS", Map);
        Issuer = LoopbackServer.AddressOf(_app);
    }

    private void Map(WebApplication app)
    {
        var desk = new FrontDesk(Ledger, Switches, Clock, _stopping.Token);
        var metadata = new MetadataEndpoint(this);
        var authorize = new AuthorizeEndpoint(this);
        var endSession = new EndSessionEndpoint(this);
        var token = new TokenEndpoint(this);
        var userInfo = new UserInfoEndpoint(this);
        var revocation = new RevocationEndpoint(this);
        var switches = new SwitchEndpoint(this);

        RequestDelegate At(string endpoint, Func<NatsRequest, NatsAnswer> work) => http => desk.ServeAsync(http, endpoint, work);
        app.MapGet(NatsEndpoint.MetadataPath, At(NatsEndpoint.Metadata, metadata.Document));
        app.MapGet(NatsEndpoint.JwksPath, At(NatsEndpoint.Jwks, metadata.Jwks));
        app.MapMethods(NatsEndpoint.AuthorizePath, ["GET", "POST"], At(NatsEndpoint.Authorize, authorize.Answer));
        app.MapPost(NatsEndpoint.LoginPath, At(NatsEndpoint.Login, authorize.Login));
        app.MapPost(NatsEndpoint.TokenPath, At(NatsEndpoint.Token, token.Answer));
        app.MapMethods(NatsEndpoint.UserInfoPath, ["GET", "POST"], At(NatsEndpoint.UserInfo, userInfo.Answer));
        app.MapPost(NatsEndpoint.RevocationPath, At(NatsEndpoint.Revocation, revocation.Answer));
        app.MapMethods(NatsEndpoint.EndSessionPath, ["GET", "POST"], At(NatsEndpoint.EndSession, endSession.Answer));
        app.MapGet(NatsEndpoint.SwitchesPath, switches.ShowAsync);
        app.MapPost(NatsEndpoint.SwitchesPath, switches.ApplyAsync);
        app.MapGet("/", SwitchEndpoint.WelcomeAsync);
    }
}
