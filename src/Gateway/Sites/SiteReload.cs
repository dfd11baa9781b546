using Gateway.Telemetry;

namespace Gateway.Sites;

/// <summary>
/// Reads the file anew while the gateway serves. A faulty one changes nothing and is reported; a good one takes the place of the other as
/// a whole, after everything that its sites need is there. What the one before needed goes when its last request and its last login end.
/// </summary>
internal sealed partial class SiteReload(
    CurrentConfiguration current, IEnumerable<ISiteFollower> followers, GatewayMetrics metrics, TimeProvider clock, ILogger<SiteReload> logger) : IDisposable
{
    private const int MostEarlier = 8;   // a file that is saved every second must not fill the memory

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The last one, or null when there was none yet.</summary>
    public ReloadAttempt? Last { get; private set; }

    public async Task<ReloadAttempt> RunAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var before = current.Value;
            Last = await AttemptAsync(before, cancellationToken);
            metrics.Reloaded(Last.IsApplied ? "applied" : "refused");
            if (!Last.IsApplied) Log.Refused(logger, before.Generation, string.Join(" | ", Last.Faults));
            return Last;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _oneAtATime.Dispose();
    }

    // Whoever asked for a reload does not wait for it; a fault of our own must neither be lost nor end the process.
    private async Task<ReloadAttempt> AttemptAsync(GatewayConfiguration before, CancellationToken cancellationToken)
    {
        try
        {
            var result = ConfigurationReader.Read(before.File, Environment.GetEnvironmentVariable, before, clock);
            var faults = result.Configuration is { } next ? await TakeAsync(before, next, cancellationToken) : result.Faults;
            return new ReloadAttempt(clock.GetUtcNow(), faults, result.Files);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            Log.Failed(logger, bug.GetType().Name, bug.StackTrace ?? "");
            return new ReloadAttempt(clock.GetUtcNow(), [new(before.File, 0, null, "", null, "could not be reloaded, by a fault of Gateway's own. Please report it, with the log line.")], [.. before.Files.Select(file => file.Again())]);
        }
    }

    private async Task<IReadOnlyList<ConfigurationFault>> TakeAsync(GatewayConfiguration before, GatewayConfiguration next, CancellationToken cancellationToken)
    {
        if (await AddAsync(next.Sites.All, cancellationToken) is { } fault) return [new(next.File, 0, null, "", null, fault)];

        var replaced = current.Replace(next);
        Report(before, next);
        _ = RetireAsync(replaced);
        foreach (var surplus in current.Earlier.Skip(MostEarlier)) current.LetGo(surplus);
        return [];
    }

    // All of them, or none: what is left over would be in the way of the next attempt.
    private async Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken)
    {
        var added = new List<ISiteFollower>();
        try
        {
            foreach (var follower in followers)
            {
                added.Add(follower);
                if (await follower.AddAsync(sites, cancellationToken) is { } fault) return fault;
            }

            added.Clear();
            return null;
        }
        finally
        {
            foreach (var one in added) one.Remove(sites);
        }
    }

    private void Report(GatewayConfiguration before, GatewayConfiguration next)
    {
        Log.Applied(logger, next.File, next.Generation, next.Sites.All.Count);
        foreach (var setting in RestartSettings.Changed(before, next)) Log.NeedsRestart(logger, next.File, setting);
        foreach (var warning in next.Warnings.ExceptBy(before.Warnings.Select(Anywhere), Anywhere)) Log.Warned(logger, warning.ToString());
        foreach (var opened in WeakerRules.Between(before.Sites, next.Sites)) Log.Opened(logger, opened);
    }

    // A line that moved is no news.
    private static ConfigurationFault Anywhere(ConfigurationFault warning) => warning with { Line = 0 };

    private async Task RetireAsync(Generation replaced)
    {
        try
        {
            var sites = replaced.Configuration.Sites.All;
            await Task.Delay(sites.Max(site => site.Login.StateTimeout), clock, _stopping.Token);
            current.LetGo(replaced);
            await replaced.Ended.WaitAsync(_stopping.Token);
            foreach (var follower in followers) follower.Remove(sites);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops: everything goes.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{File} was reloaded: generation {Generation}, sites: {Sites}.")]
        public static partial void Applied(ILogger logger, string file, int generation, int sites);

        [LoggerMessage(2, LogLevel.Error, "The reload was refused; generation {Generation} stays in force. {Faults}")]
        public static partial void Refused(ILogger logger, int generation, string faults);

        [LoggerMessage(3, LogLevel.Warning, "{File}: {Setting}: changed, and needs a restart. Everything else was applied.")]
        public static partial void NeedsRestart(ILogger logger, string file, string setting);

        [LoggerMessage(4, LogLevel.Warning, "{Warning}")]
        public static partial void Warned(ILogger logger, string warning);

        [LoggerMessage(5, LogLevel.Warning, "The reload opens a path: {Path}")]
        public static partial void Opened(ILogger logger, string path);

        [LoggerMessage(6, LogLevel.Error, "A reload failed by a fault of Gateway's own ({Type}): {Trace}")]
        public static partial void Failed(ILogger logger, string type, string trace);
    }
}
