using System.Diagnostics.Metrics;
using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Telemetry;
using Gateway.Tests.Harness;
using Gateway.Tests.Protection;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A vault over a recording store, on a clock that the test moves. Site a, half an hour of inactivity.</summary>
internal sealed class VaultStage
{
    public VaultStage(int maxSessions = 100)
    {
        Store = new RecordingStore(Clock, maxSessions);
        Wall = new SetClock(Clock);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        Counts = new Counts(meters);
        Vault = new SessionVault(Store, Seal, Wall, new GatewayMetrics(meters), Log);
    }

    public static TimeSpan Inactivity { get; } = TimeSpan.FromMinutes(30);

    public WatchedClock Clock { get; } = new(SessionSamples.Start);

    public SetClock Wall { get; }

    public RecordingStore Store { get; }

    public CountingSeal Seal { get; } = new();

    public LogLines<SessionVault> Log { get; } = new();

    public SessionVault Vault { get; }

    public Counts Counts { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<LiveSession> SignInAsync(Session? session = null, PassphraseKeys? keys = null)
    {
        var live = await Vault.CreateAsync(keys ?? TestKeys.A, SessionId.New(), session ?? SessionSamples.Full, Inactivity, Cancel);
        Assert.NotNull(live);
        return live;
    }

    public async Task<LiveSession?> FindAsync(SessionId id, PassphraseKeys? keys = null) =>
        await Vault.FindAsync(keys ?? TestKeys.A, id, Cancel);

    /// <summary>One request of a member: the session is found and touched when that is due.</summary>
    public async Task<bool> AskAsync(SessionId id)
    {
        if (await FindAsync(id) is not { } live) return false;

        await Vault.TouchIfDueAsync(live, Inactivity, Cancel);
        return true;
    }
}
