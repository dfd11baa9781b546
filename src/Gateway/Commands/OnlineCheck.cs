using System.Text;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Commands;

/// <summary>
/// <c>gateway check --online</c>: are the outside parts there, and as the sites need them? Each distinct OP, client and
/// upstream is asked once; each site is come to as a browser would.
/// </summary>
internal sealed class OnlineCheck(GatewayConfiguration configuration, ProviderHttp http, IHttpClientFactory clients, PublicDoor door, TimeProvider clock)
{
    private readonly List<OnlineReport> _reports = [];

    /// <summary>What was found, one report a part. <paramref name="change"/> comes last: the clock and the trust of tests.</summary>
    public static async Task<IReadOnlyList<OnlineReport>> AskAsync(
        GatewayConfiguration configuration, CancellationToken cancellation, Action<IServiceCollection>? change = null)
    {
        var services = new ServiceCollection().AddLogging().AddProvider();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        services.AddSingleton<PublicDoor>();
        services.AddSingleton<OnlineCheck>();
        services.AddHttpClient(UpstreamProbe.Client).ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });
        change?.Invoke(services);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<OnlineCheck>().AskAsync(cancellation);
    }

    private async Task<IReadOnlyList<OnlineReport>> AskAsync(CancellationToken cancellation)
    {
        foreach (var sites in configuration.Sites.All.GroupBy(site => site.Provider with { ClientId = "", ClientSecret = "" }))
        {
            var probe = new ProviderProbe(http, sites.First().Provider, clock);
            var findings = await probe.AskAsync(cancellation);
            if (probe.Metadata is not null && sites.Key.Transport is null) findings = [.. findings, .. await CertificateProbe.AskAsync(sites.Key.Address, clock, cancellation)];
            Add($"Provider {sites.Key.Address.Authority}", sites, findings);
            if (probe.Metadata is not { } metadata) continue;

            foreach (var client in sites.GroupBy(site => site.Provider))
                Add($"Client {client.Key.ClientId} at {metadata.TokenEndpoint.Authority}", client, await new ClientProbe(http, metadata, [.. client], clock).AskAsync(cancellation));
        }

        if (configuration.Redis is { } redis) Add($"Redis {redis}", configuration.Sites.All, await new RedisProbe(redis).AskAsync());

        foreach (var sites in configuration.Sites.All.SelectMany(site => site.Upstreams.All, (site, folder) => (Site: site, Folder: folder)).GroupBy(one => one.Folder.Upstream))
        {
            Add($"Upstream {$"{sites.Key}".TrimEnd('/')}", sites.Select(one => one.Site), sites.Key switch
            {
                HttpUpstream http =>
                [
                    .. await new UpstreamProbe(clients, http.Address, sites.First().Site.Origins[0], clock).AskAsync(cancellation),
                    .. await CertificateProbe.AskAsync(http.Address, clock, cancellation),
                ],
                FastCgiUpstream php => await FastCgiProbe.AskAsync(php.Application, clock, cancellation),
                _ => [],
            });
        }

        var own = configuration.Sites.All.Where(static site => site.Origins.Any(static origin => origin.IsHttps)).ToList();
        var shown = await Task.WhenAll(own.Select(site => new SiteCertificateProbe(door, clock).AskAsync(site.Origins, cancellation)));
        foreach (var (site, findings) in own.Zip(shown)) Add("Own certificate", [site], findings);
        return _reports;
    }

    private void Add(string part, IEnumerable<Site> sites, IReadOnlyList<OnlineFinding> findings) =>
        _reports.Add(new OnlineReport(part, [.. sites.Select(site => site.Name)], findings));
}
