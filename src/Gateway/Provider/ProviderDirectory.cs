using System.Collections.Concurrent;
using Gateway.Sites;
using Microsoft.Extensions.Logging;

namespace Gateway.Provider;

/// <summary>Which <see cref="ProviderSource"/> a site's OP has: sites with the same OP, seen the same way, share one.</summary>
internal class ProviderDirectory(ProviderHttp http, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<(ProviderSettings, string), Lazy<ProviderSource>> _sources = new();

    public virtual ProviderSource For(ProviderSettings settings) =>
        _sources.GetOrAdd(
            (Seen(settings), string.Concat(settings.VerificationKeys.Select(key => $"{key.Id}#{key.Pem}\n"))),   // a reload reads the same keys anew
            static (_, make) => new Lazy<ProviderSource>(make),
            () => New(settings)).Value;

    // All that a source is made of, and nothing of one client.
    private static ProviderSettings Seen(ProviderSettings settings) =>
        new(settings.MetadataUrl, "", "", settings.Issuer, null, settings.AllowHttp, settings.ValidateCertificate)
        {
            Endpoints = settings.Endpoints,
            Transport = settings.Transport,
            MetadataRefreshInterval = settings.MetadataRefreshInterval,
            MetadataTimeout = settings.MetadataTimeout,
            CallTimeout = settings.CallTimeout,
        };

    protected virtual ProviderSource New(ProviderSettings settings) => new(settings, http, clock, loggers.CreateLogger<ProviderSource>());
}
