using System.Collections.Concurrent;
using Gateway.Sites;
using Microsoft.Extensions.Logging;

namespace Gateway.Provider;

/// <summary>Which <see cref="ProviderSource"/> a site's OP has: sites with the same OP, seen the same way, share one.</summary>
internal sealed class ProviderDirectory(ProviderHttp http, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<(Uri, string?, bool, bool), Lazy<ProviderSource>> _sources = new();

    public ProviderSource For(ProviderSettings settings) =>
        _sources.GetOrAdd(
            (settings.MetadataUrl, settings.Issuer, settings.AllowHttp, settings.ValidateCertificate),
            static (_, make) => new Lazy<ProviderSource>(make),
            () => new ProviderSource(settings, http, clock, loggers.CreateLogger<ProviderSource>())).Value;
}
