namespace Gateway.Sites;

/// <summary>
/// <c>serve --watch</c>: reloads when the file, or one that it names, has changed and then kept still for a second. It looks instead of
/// being told: that works on every file system, and for files that are replaced by way of links.
/// </summary>
internal sealed class ReloadOnChange(CurrentConfiguration current, SiteReload reload, TimeProvider clock) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var read = current.Value.Files;   // as they looked when they were read
        var last = read;
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            IReadOnlyList<FileLook> now = [.. read.Select(file => file.Again())];
            if (!now.SequenceEqual(read) && now.SequenceEqual(last)) now = read = (await reload.RunAsync(stoppingToken)).Files;
            last = now;
        }
    }
}
