using System.Runtime.InteropServices;

namespace Gateway.Sites;

/// <summary>SIGHUP (<c>systemctl reload</c>) reloads the configuration. Windows sends it when a console closes, which means something else.</summary>
internal sealed class ReloadOnSignal(SiteReload reload) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows()) _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reload);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _registration?.Dispose();
        _registration = null;
    }

    private void Reload(PosixSignalContext signal)
    {
        signal.Cancel = true;   // else the process would end
        _ = Task.Run(() => reload.RunAsync(CancellationToken.None));
    }
}
