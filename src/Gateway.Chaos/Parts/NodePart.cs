using System.Globalization;

namespace Gateway.Chaos.Parts;

/// <summary>One <c>gateway serve</c> with a file of its own.</summary>
internal sealed class NodePart(string name, SiteFile file, string path, int port, int operations) : ServerPart(name, "gateway", ["serve", "--config", path], port)
{
    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    public Uri Ready { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{operations}/health/ready"));

    public override Task StartAsync()
    {
        Write();
        return base.StartAsync();
    }

    /// <summary>Ends when it says that requests may come.</summary>
    public Task IsReadyAsync() => Wait.UntilAsync(() => Wait.AnswersAsync(Ready), Name + " is ready");

    /// <summary>Has it read the site's file as it is now.</summary>
    public Task ReloadAsync()
    {
        Write();
        return Running.HangUpAsync();
    }

    private void Write()
    {
        File.WriteAllText(path, file.For(Port, operations));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
