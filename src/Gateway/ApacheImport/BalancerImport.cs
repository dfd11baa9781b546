using Gateway.Sites;

namespace Gateway.ApacheImport;

/// <summary>
/// A balancer before Apache: mod_remoteip's lines name its address, whose forwarded headers Gateway believes then. The module's own line names
/// headers alone, which anybody can send.
/// </summary>
internal sealed class BalancerImport(VirtualHost host, Draft file, Findings findings)
{
    private const string Setting = "TrustedProxies";

    private static readonly string[] Naming = ["RemoteIPInternalProxy", "RemoteIPTrustedProxy"];

    /// <summary>The lines of mod_remoteip, which upstream.conf has of its own.</summary>
    public static readonly string[] Lines = ["RemoteIPHeader", "RemoteIPProxiesHeader", .. Naming];

    // Of none where the browser's address comes by another header.
    private IReadOnlyList<string> Proxies => host.Last("RemoteIPHeader")?.FirstWord.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase) == true
        ? [.. Named.SelectMany(line => line.Words).Where(ProxySection.IsAddress).Distinct()]
        : [];

    private IEnumerable<ApacheDirective> Named => host.All.Where(one => one.IsAnyOf(Naming));

    /// <summary>Whether it is known who stands in front.</summary>
    public bool Read()
    {
        var proxies = Proxies;
        foreach (var line in Named)
        {
            if (proxies.Count == 0) findings.NeedsDecision(line, $"is left out: Gateway takes the browser's address from X-Forwarded-For alone, of a proxy that is named by its address. Have it send that, and write its address into {Setting}.");
            else findings.TakenOver(line, $"as {Setting}.");
            foreach (var name in line.Words.Where(word => proxies.Count > 0 && !ProxySection.IsAddress(word)))
                findings.NeedsDecision(line, $"{name} is left out: a proxy is known by its address. Write that into {Setting}.");
        }

        if (proxies.Count == 0) return false;

        file.Set(Setting, Draft.List(proxies), string.Join(", ", Named.Select(line => line.Place)));
        findings.TakenOver(host.Last("RemoteIPHeader")!, $"with {Setting}.");   // it named the header
        return true;
    }

    /// <summary>The module's own line.</summary>
    public bool Apply(ApacheDirective directive)
    {
        if (directive.FirstWord == "none") return false;
        if (Proxies.Count > 0) return true;

        findings.NeedsDecision(directive, $"names headers; here the address of the proxy counts. Write it into {Setting}.");
        return false;
    }
}
