using System.Net;

namespace Gateway.Sites;

/// <summary>The whole file, once its shape is known to be right.</summary>
internal static class GatewaySection
{
    /// <summary>Null when there is any fault.</summary>
    public static GatewayConfiguration? Read(GatewayOptions written, Reading reading)
    {
        var at = new Setting(reading);
        var options = at.Known(written, ConfigurationJson.Default.GatewayOptions);
        var kestrel = KestrelSection.Read(options.Kestrel, at["Kestrel"]);
        var listen = ListenSection.Read(options.Listen, at["Listen"], otherwise: kestrel is null ? [new Uri("http://127.0.0.1:8080")] : []);
        var redis = RedisSection.Read(options.Redis, at["Redis"]);
        var operations = OperationsSection.Read(options.Operations, listen, at["Operations"]);
        var accessLog = AccessLogSection.Read(options.AccessLog, at["AccessLog"]);
        var format = at["LogFormat"].Choice(options.LogFormat, ("Text", LogFormat.Text), ("Json", LogFormat.Json));
        var proxies = ProxySection.Read(options.TrustedProxies, at["TrustedProxies"]) ?? [];
        var sites = Sites(options.Sites, at["Sites"], proxies);
        TlsFit.Judge(sites, listen, at["Sites"]);
        CookieDoubts.Report(sites, at["Sites"]);
        WarnOfReaders(reading);
        if (reading.Faults.Count > 0)
        {
            return null;
        }

        return new GatewayConfiguration
        {
            File = reading.File,
            Files = reading.Files,
            Generation = reading.Generation,
            Listen = listen,
            Kestrel = kestrel,
            Redis = redis,
            Operations = operations,
            AccessLog = accessLog,
            LogFormat = format,
            TrustedProxies = proxies,
            Sites = new SiteMap(sites),
            Warnings = [.. reading.Warnings.OrderBy(warning => warning.Line)],
            Notes = [.. reading.Notes.OrderBy(note => note.Line)],
        };
    }

    private static List<Site> Sites(Dictionary<string, SiteOptions>? written, Setting at, IReadOnlyList<IPNetwork> proxies)
    {
        if (written is null or { Count: 0 })
        {
            at.Missing("Write one site at least: { \"example\": { \"Origins\": [ \"https://members.example.com\" ], … } }.");
            return [];
        }

        var owners = new HostOwners();
        var sites = new List<Site>();
        foreach (var (name, options) in written)
        {
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            {
                at[name].Refuse(name, "is no name for a site. Write letters, digits, _ and - only.");
                continue;
            }

            if (SiteSection.Read(options, at.OfSite(name), owners, proxies) is { } site)
            {
                sites.Add(site);
            }
        }

        return sites;
    }

    private static void WarnOfReaders(Reading reading)
    {
        if (reading.HoldsSecrets && ConfiguredFile.IsReadableByOthers(Path.GetFullPath(reading.File)))
        {
            reading.Warnings.Add(new(
                reading.File, 0, null, "", null, "holds secrets, and every user of this machine may read it. Write chmod o-r, env:NAME or file:PATH."));
        }
    }
}
