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
    // What changes requests or answers on their way, which nobody would do any more.
    private static readonly string[] OnTheWay =
        ["RewriteRule", "RequestHeader", "Header", "Substitute", "ProxyPassReverseCookieDomain", "ProxyPassReverseCookiePath", "ProxyHTMLEnable", "ProxyErrorOverride", "SetHandler"];

    /// <summary>The longest folder first; null where Apache must stay.</summary>
    public static IReadOnlyList<ProxiedFolder>? Of(VirtualHost host)
    {
        var proxied = All(host).ToList();
        if (proxied.Count == 0 || !KeepsHost(host) || proxied.Exists(one => FaultOf(one) is not null) || OnTheWay.Any(name => VirtualHost.Deep(host.Own, name).Any())) return null;

        // Of two that cover a URL, Apache takes the first.
        var folders = new List<ProxiedFolder>();
        foreach (var one in proxied.Where(one => !folders.Exists(earlier => Folder(one).StartsWith(earlier.Folder, StringComparison.Ordinal))))
            folders.Add(new ProxiedFolder(Folder(one), new Uri(one.Words[1]).GetLeftPart(UriPartial.Authority), one));
        return folders.Exists(one => one.Folder == "/") ? [.. folders.OrderByDescending(one => one.Folder.Length)] : null;
    }

    public static bool IsProxied(ApacheDirective directive) => directive.IsAnyOf("ProxyPass", "ProxyPassMatch");

    /// <summary>The setting: one address, or one for each folder.</summary>
    public static string Json(IReadOnlyList<ProxiedFolder> folders) => folders.Count == 1
        ? Draft.Quoted(folders[0].Address)
        : $"{{ {string.Join(", ", folders.Select(one => $"{Draft.Quoted(one.Folder)}: {Draft.Quoted(one.Address)}"))} }}";

    /// <summary>Why Apache stays in front of this one.</summary>
    public static string Why(VirtualHost host, ApacheDirective directive) =>
        FaultOf(directive)
        ?? (!KeepsHost(host) ? "the server behind it is asked by its own name (ProxyPreserveHost is not on), and Gateway passes on the browser's" : "Apache answers or changes other parts of the host itself");

    private static string? FaultOf(ApacheDirective directive)
    {
        if (directive.Is("ProxyPassMatch")) return "Gateway chooses a server by folders, not by an expression";
        if (directive.Words is not [var path, var target, ..] || !path.StartsWith('/')) return "it belongs to a section, not to a folder of the site";
        if (target == "!") return "what it leaves out is Apache's own";
        if (target.Contains('|', StringComparison.Ordinal)) return "its server listens at a socket file";
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return $"Gateway does not speak {target.Split(':')[0]} to a server behind it";
        if (url.PathAndQuery.TrimEnd('/') != path.TrimEnd('/')) return "the path changes on the way, and with Gateway the server gets the path that was judged";
        return PathKey.TryParse(Folder(directive), out var key, out _) && key is PrefixKey ? null : "its path is no folder that Paths can name";
    }

    private static string Folder(ApacheDirective directive) => directive.FirstWord.TrimEnd('/') + "/";

    private static bool KeepsHost(VirtualHost host) => host.Last("ProxyPreserveHost")?.FirstWord.Equals("on", StringComparison.OrdinalIgnoreCase) ?? false;

    private static IEnumerable<ApacheDirective> All(VirtualHost host) => host.All.Where(IsProxied).Concat(host.All.Where(one => one.Children is not null).SelectMany(one => Within(one.Children!)));   // filtered

    private static IEnumerable<ApacheDirective> Within(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Children is { } children ? Within(children) : IsProxied(one) ? [one] : Array.Empty<ApacheDirective>());
}
