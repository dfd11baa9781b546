using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>A folder of the site that another server answers, by its address without a path.</summary>
internal sealed record ProxiedFolder(string Folder, string Address, ApacheDirective Directive);

/// <summary>
/// The servers behind a host that is a proxy and nothing else: Gateway asks those itself. Where one of them is reached in a way that Gateway
/// has no setting for, or a part is Apache's own, Apache goes on with all of it.
/// </summary>
internal static class ProxiedFolders
{
    // What changes or refuses requests or answers on their way, which nobody would do any more.
    private static readonly string[] OnTheWay = ["RewriteRule", "Substitute", "ProxyPassReverseCookieDomain", "ProxyPassReverseCookiePath", "ProxyHTMLEnable", "ProxyErrorOverride", "SetHandler"];

    // The same; a host takes it over from the server around it.
    private static readonly string[] OnEveryWay = ["AllowMethods", "Redirect", "RedirectMatch", "SecRuleEngine", "RequestHeader", "Header"];

    /// <summary>The longest folder first; null where Apache must stay.</summary>
    public static IReadOnlyList<ProxiedFolder>? Of(VirtualHost host)
    {
        var proxied = ProxiedPart.Of(host.All).Where(part => !IsOfVanity(host, part)).ToList();
        if (proxied.Count == 0 || !KeepsHost(host) || proxied.Exists(one => FaultOf(one) is not null) || ChangesOnTheWay(host)) return null;

        // Of two that cover a URL, Apache takes the first.
        var folders = new List<ProxiedFolder>();
        foreach (var one in proxied.Where(one => !folders.Exists(earlier => Folder(one).StartsWith(earlier.Folder, StringComparison.Ordinal))))
            folders.Add(new ProxiedFolder(Folder(one), new Uri(one.Target).GetLeftPart(UriPartial.Authority), one.Directive));
        return folders.Exists(one => one.Folder == "/") ? [.. folders.OrderByDescending(one => one.Folder.Length)] : null;
    }

    /// <summary>The setting: one address, or one for each folder.</summary>
    public static string Json(IReadOnlyList<ProxiedFolder> folders) => folders.Count == 1
        ? Draft.Quoted(folders[0].Address)
        : $"{{ {string.Join(", ", folders.Select(one => $"{Draft.Quoted(one.Folder)}: {Draft.Quoted(one.Address)}"))} }}";

    /// <summary>Says what becomes of one of its lines; false where it is none.</summary>
    public static bool Report(VirtualHost host, ApacheDirective directive, Findings findings)
    {
        if (!ProxiedPart.IsProxied(directive) || ProxiedPart.Of(host.All).FirstOrDefault(one => one.Directive.Place == directive.Place) is not { } part) return false;

        if (IsOfVanity(host, part)) findings.Ignored(directive, "Gateway answers the redirect URI itself, whatever lies behind.");
        else if (Of(host) is null) findings.Ignored(directive, $"stays with the web server behind Gateway (upstream.conf): {Why(host, part)}.");
        else findings.TakenOver(directive, "as Upstream.");
        return true;
    }

    private static string Why(VirtualHost host, ProxiedPart part) =>
        FaultOf(part)
        ?? (!KeepsHost(host) ? "the server behind it is asked by its own name (ProxyPreserveHost is not on), and Gateway passes on the browser's" : "Apache answers or changes other parts of the host itself");

    private static string? FaultOf(ProxiedPart part)
    {
        if (part.Url is not { } path) return "Gateway chooses a server by folders, not by an expression or a condition";
        if (part.IsLeftOut) return "what it leaves out is Apache's own";
        if (part.Target.Contains('|', StringComparison.Ordinal)) return "its server listens at a socket file";
        if (!Uri.TryCreate(part.Target, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return $"Gateway does not speak {part.Target.Split(':')[0]} to a server behind it";
        if (url.PathAndQuery.TrimEnd('/') != path.TrimEnd('/')) return "the path changes on the way, and with Gateway the server gets the path that was judged";
        return PathKey.TryParse(Folder(part), out var key, out _) && key is PrefixKey ? null : "its path is no folder that Paths can name";
    }

    private static bool ChangesOnTheWay(VirtualHost host) =>
        OnTheWay.Any(name => VirtualHost.Deep(host.Own, name).Any()) || OnEveryWay.Any(name => VirtualHost.Deep(host.All, name).Any(line => Counts(host, line)));

    private static bool Counts(VirtualHost host, ApacheDirective line) =>
        !HeaderLines.IsOurs(host, line) && !(line.Is("SecRuleEngine") && line.FirstWord.Equals("Off", StringComparison.OrdinalIgnoreCase));

    // Before 2.4.14 a proxy swallowed the redirect URI unless it was left out.
    private static bool IsOfVanity(VirtualHost host, ProxiedPart part) =>
        part.IsLeftOut && host.Last("OIDCRedirectURI")?.FirstWord is { } uri
        && part.Url == (uri.StartsWith('/') ? uri : Uri.TryCreate(uri, UriKind.Absolute, out var absolute) ? absolute.AbsolutePath : null);

    private static string Folder(ProxiedPart part) => part.Url!.TrimEnd('/') + "/";   // without a fault it has one

    private static bool KeepsHost(VirtualHost host) => host.Last("ProxyPreserveHost")?.FirstWord.Equals("on", StringComparison.OrdinalIgnoreCase) ?? false;
}
