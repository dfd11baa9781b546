using Gateway.Sites;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Listening;

/// <summary>
/// Takes renewed certificates from their files while connections go on. Until both files fit each other the one before stays in use.
/// </summary>
internal sealed partial class CertificateRenewal(
    CurrentConfiguration current, Certificates certificates, TimeProvider clock, ILogger<CertificateRenewal> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = new Dictionary<SiteCertificate, (FileLook, FileLook)>(ReferenceEqualityComparer.Instance);
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = new Dictionary<SiteCertificate, (FileLook, FileLook)>(ReferenceEqualityComparer.Instance);
            foreach (var certificate in current.Value.Sites.All.Select(site => site.Certificate).OfType<SiteCertificate>())
            {
                now[certificate] = (certificate.File.Again(), certificate.Key.Again());
                if (now[certificate] != seen.GetValueOrDefault(certificate, (certificate.File, certificate.Key))) Renew(certificate);
            }

            seen = now;
        }
    }

    private void Renew(SiteCertificate certificate)
    {
        var (file, key) = (certificate.File.File, certificate.Key.File);
        try
        {
            if (SiteCertificate.TryRead(certificate.File, certificate.Key, File.ReadAllText(file), File.ReadAllText(key), out var fault) is { } renewed)
            {
                certificates.Renew(certificate, renewed);
                Log.Renewed(logger, file, renewed.Leaf.NotAfter.ToUniversalTime());
            }
            else
            {
                Log.NotRenewed(logger, file, fault);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Log.NotRenewed(logger, file, "a file cannot be read");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The certificate {File} was renewed; it is valid until {Until:yyyy-MM-dd}.")]
        public static partial void Renewed(ILogger logger, string file, DateTime until);

        [LoggerMessage(2, LogLevel.Warning, "The certificate {File} has changed and is not taken ({Cause}); the one before stays in use.")]
        public static partial void NotRenewed(ILogger logger, string file, string cause);
    }
}
