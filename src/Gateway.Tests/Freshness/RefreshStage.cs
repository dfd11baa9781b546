using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Freshness;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Gateway.Tests.Harness;
using Gateway.Tests.Protection;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Freshness;

/// <summary>
/// A session of site a whose token lives five minutes, an OP that answers what the test says, and a clock that the test moves. Nothing
/// waits for a network.
/// </summary>
internal sealed class RefreshStage : IDisposable
{
    /// <summary>How often it is looked for another node's answer.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TokenClient _calls;

    public RefreshStage(params (string Name, string Value)[] tokens)
        : this(validatesCertificate: true, tokens)
    {
    }

    /// <summary>A site that does not check the OP's certificate goes another way to it.</summary>
    public RefreshStage(bool validatesCertificate, params (string Name, string Value)[] tokens)
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        var metrics = new GatewayMetrics(meters);
        Counts = new Counts(meters);
        Clock = new WatchedClock(SessionSamples.Start);
        Store = new RecordingStore(Clock);
        Vault = new SessionVault(Store, new CountingSeal(), Clock, metrics, NullLogger<SessionVault>.Instance);
        Site = SiteWith(validatesCertificate, tokens);

        var http = new ProviderHttp(Provider);
        var providers = new ProviderDirectory(http, Clock, NullLoggerFactory.Instance);
        var verifier = new TokenVerifier(providers, Clock);
        _calls = new TokenClient(providers, http, Clock, NullLogger<TokenClient>.Instance);
        Revocations = new Revocations(_calls);
        IdTokens = new IdTokenAtRefresh(verifier, IdTokenLog);
        Refresh = new TokenRefresh(Vault, _calls, IdTokens, Revocations, Clock, metrics, RefreshLog);
        Claims = new ClaimsRefresh(Vault, new UserInfoClient(providers, http, verifier, NullLogger<UserInfoClient>.Instance), Refresh, Clock, ClaimsLog);
        Others = new OtherNodes(Vault, Clock);
        Pace = new RenewalPace(Clock);
        Refresher = new SessionRefresher(Flights, Pace, Others, Refresh, Claims, Vault, Clock);
        Recheck = new ClaimRecheck(Refresher, Clock);
    }

    public WatchedClock Clock { get; }

    public RecordingStore Store { get; }

    public SessionVault Vault { get; }

    public Counts Counts { get; }

    public Site Site { get; }

    public ScriptedProvider Provider { get; } = new();

    public SessionFlights Flights { get; } = new();

    public RenewalPace Pace { get; }

    public OtherNodes Others { get; }

    public Revocations Revocations { get; }

    public IdTokenAtRefresh IdTokens { get; }

    public TokenRefresh Refresh { get; }

    public ClaimsRefresh Claims { get; }

    public SessionRefresher Refresher { get; }

    public ClaimRecheck Recheck { get; }

    public LogLines<IdTokenAtRefresh> IdTokenLog { get; } = new();

    public LogLines<TokenRefresh> RefreshLog { get; } = new();

    public LogLines<ClaimsRefresh> ClaimsLog { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Signed in at the start; a token of five minutes, claims of both sources.</summary>
    public static Session Member { get; } = SessionSamples.Full with
    {
        Issuer = ScriptedProvider.Issuer,
        IdTokenClaims = SessionSamples.Json($$"""{"sub":"m0","iss":"{{ScriptedProvider.Issuer}}","nonce":"n","iat":{{SessionSamples.Start.ToUnixTimeSeconds()}} }"""),
        Tokens = new TokenSet { AccessToken = "access-0", RefreshToken = "refresh-0", IssuedAt = SessionSamples.Start, ExpiresAt = SessionSamples.Start.AddMinutes(5) },
    };

    /// <summary>A token that outlives every test: only claims grow old.</summary>
    public static Session LongMember { get; } = Member with { Tokens = Member.Tokens with { ExpiresAt = SessionSamples.Start.AddHours(7) } };

    /// <summary>A session of its own, which no store holds.</summary>
    public static LiveSession Unstored(Session session) => new(SessionId.New(), TestKeys.A, session, 1, TimeSpan.FromMinutes(1));

    public async Task<LiveSession> SignInAsync(Session? session = null) =>
        (await Vault.CreateAsync(TestKeys.A, SessionId.New(), session ?? Member, TimeSpan.FromHours(8), TestContext.Current.CancellationToken))!;

    /// <summary>From here on the OP's documents and keys are known.</summary>
    public Task KnowDocumentsAsync() => _calls.ReadyAsync(Site.Provider, TestContext.Current.CancellationToken);

    /// <summary>Moves time, once so many timers of exactly this length have been set, by that length.</summary>
    public async Task PassAsync(TimeSpan length, int timers)
    {
        await WaitingAsync(length, timers);
        Clock.Advance(length);
    }

    public Task WaitingAsync(TimeSpan length, int timers) => Clock.WaitingAsync(length, timers, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TimeProvider.System);

    /// <summary>Until so many calls stand at the OP's gate.</summary>
    public Task ArrivedAsync(int calls) => Provider.Gate!.ArrivedAsync(calls, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TimeProvider.System);

    /// <summary>Until all has landed that was begun for a session.</summary>
    public Task LandedAsync() => Flights.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>The session as the store has it now.</summary>
    public async Task<Session?> StoredAsync(LiveSession live) => (await Vault.FindAsync(TestKeys.A, live.Id, TestContext.Current.CancellationToken))?.Session;

    /// <summary>Writes a change as another node would.</summary>
    public async Task<LiveSession> ChangeAsync(LiveSession live, Func<Session, Session> change) =>
        (await Vault.ReplaceAsync(live, change(live.Session), TestContext.Current.CancellationToken))!;

    /// <summary>As if another node had brought a new access token.</summary>
    public async Task<LiveSession> RenewAsync(LiveSession live)
    {
        var now = (await Vault.FindAsync(live.Keys, live.Id, TestContext.Current.CancellationToken))!;
        return await ChangeAsync(now, session => session with { RefreshAttempt = null, Tokens = session.Tokens with { AccessToken = "access-2" } });
    }

    public void Dispose()
    {
        Pace.Dispose();
        Counts.Dispose();
        Provider.Dispose();
        _services.Dispose();
    }

    private static Site SiteWith(bool validatesCertificate, (string Name, string Value)[] tokens)
    {
        var file = Some.Configuration(new Uri(ScriptedProvider.Issuer + "/metadata"), new Uri("http://127.0.0.1:9"));
        Some.PlainUserInfo(file["Sites"]!["a"]!.AsObject());
        if (!validatesCertificate) Some.UncheckedCertificate(file["Sites"]!["a"]!.AsObject());
        file["Sites"]!["a"]!["Tokens"] = new JsonObject(tokens.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Name, one.Value)));
        var path = Path.Combine(Path.GetTempPath(), $"gateway-freshness-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(path, file.ToJsonString());
            var read = ConfigurationReader.Read(path, _ => null);
            Assert.Empty(read.Faults);
            return read.Configuration!.Sites.All.Single();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
