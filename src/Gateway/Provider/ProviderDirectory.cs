using System.Collections.Concurrent;
using Gateway.Sites;
using Microsoft.Extensions.Logging;

namespace Gateway.Provider;

/// <summary>Which <see cref="ProviderSource"/> a site's OP has: sites with the same OP, seen the same way, share one.</summary>
internal class ProviderDirectory(ProviderHttp http, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<(Uri, string?, bool, bool), Lazy<ProviderSource>> _sources = new();

    public virtual ProviderSource For(ProviderSettings settings) =>
        _sources.GetOrAdd(
            (settings.MetadataUrl, settings.Issuer, settings.AllowHttp, settings.ValidateCertificate),
            static (_, make) => new Lazy<ProviderSource>(make),
            () => New(settings)).Value;

    protected virtual ProviderSource New(ProviderSettings settings) => new(settings, http, clock, loggers.CreateLogger<ProviderSource>());
}
