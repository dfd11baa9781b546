using System.Security.Cryptography;

namespace Gateway.ApacheImport;

/// <summary>What the web server's own directives say of a site: addresses, TLS, where it runs behind us, what a refused member sees.</summary>
internal sealed class SiteServer(VirtualHost host, ImportAnswers answers, Draft draft, Draft file, Findings findings)
{
    /// <summary>Where the virtual host listens once Gateway stands in front of it.</summary>
    public const string Behind = "127.0.0.1:8081";

    public void Read()
    {
        ReadOrigins();
        ReadTls();
        ReadUpstream();
        ReadTimeouts();
        ReadPages();
        foreach (var line in All(host.All).Where(one => HeaderLines.IsOurs(host, one))) findings.Ignored(line, "Gateway does so itself, on every path.");
        foreach (var line in All(host.All).Where(one => IsAboutIdentity(one) && !HeaderLines.IsOurs(host, one)))
            findings.NeedsDecision(line, "touches what PHP is told of the member, which Gateway sends itself. It stays in upstream.conf; see whether it is still wanted.");
    }

    private static bool IsAboutIdentity(ApacheDirective directive) =>
        directive.IsAnyOf("RequestHeader", "Header", "SetEnvIf", "SetEnvIfNoCase", "PassEnv") && directive.Arguments.Contains("OIDC", StringComparison.OrdinalIgnoreCase);

    private void ReadOrigins()
    {
        var origins = host.Origins(findings);
        if (answers.Origin is { } given) draft.Set("Origins", Draft.List([given]), "as answered");
        else if (origins.Count > 0) draft.Set("Origins", Draft.List(origins), string.Join(", ", host.Own.Where(one => one.IsAnyOf("ServerName", "ServerAlias")).Select(one => one.Place)));
        foreach (var name in host.Own.Where(one => one.IsAnyOf("ServerName", "ServerAlias"))) findings.TakenOver(name, "as Origins.");
    }

    private void ReadTls()
    {
        var isBehindBalancer = new BalancerImport(host, file, findings).Read();
        var (certificate, key) = (host.Last("SSLCertificateFile"), host.Last("SSLCertificateKeyFile") ?? host.Last("SSLCertificateFile"));
        if (!host.SpeaksTls || certificate is null || key is null)
        {
            if (isBehindBalancer) file.Set("Listen", Draft.List(["http://0.0.0.0:80"]), "TLS is spoken by the balancer in front");
            else Front("TLS is spoken in front of Gateway");
            return;
        }

        if (!File.Exists(certificate.FirstWord) || !File.Exists(key.FirstWord))
        {
            findings.NeedsDecision(certificate, $"{certificate.FirstWord} and its key cannot be read here. Write Certificate and Listen, or let another server speak TLS in front.");
            Front("TLS must be spoken in front of Gateway until Certificate is written");
            return;
        }

        draft.SetText("Certificate.File", certificate.FirstWord, $"{certificate.Place}");
        draft.SetText("Certificate.Key", key.FirstWord, $"{key.Place}");
        file.Set("Listen", Draft.List(["https://0.0.0.0:443", "http://0.0.0.0:80"]), $"{host.Last("SSLEngine")!.Place}");   // it speaks TLS
        findings.TakenOver(certificate, "as Certificate.File.");
        if (host.Last("SSLCertificateChainFile") is { } chain) findings.NeedsDecision(chain, "put what it holds behind the certificate, in one file: Certificate.File is one.");
    }

    private void Front(string comment)
    {
        if (file.Has("Listen")) return;

        file.Set("Listen", Draft.List(["http://127.0.0.1:8080"]), comment);
        file.Set("TrustedProxies", Draft.List(["127.0.0.1"]), "the server in front, on this machine");
    }

    private void ReadUpstream()
    {
        if (answers.Upstream is { } given) draft.SetText("Upstream", given, "as answered");
        else if (ProxiedFolders.Of(host) is { } folders) draft.Set("Upstream", ProxiedFolders.Json(folders), string.Join(", ", folders.Select(folder => folder.Directive.Place)));
        else
        {
            draft.SetText("Upstream", $"http://{Behind}", "the virtual host itself, as it stands in upstream.conf");
            draft.Set("UpstreamSecret", draft.Keep("upstream-secret", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), "made up: by it upstream.conf knows Gateway");
            draft.SetText("UpstreamProof", "Secret", "");
        }
    }

    private void ReadTimeouts()
    {
        if ((host.Last("ProxyTimeout") ?? host.Last("Timeout")) is not { } limit || !uint.TryParse(limit.FirstWord, out var seconds) || seconds == 0) return;

        draft.Set("Timeouts.FirstByte", Draft.Quoted($"{seconds}s"), $"{limit.Place}");
        findings.TakenOver(limit, "as Timeouts.FirstByte.");
    }

    private void ReadPages()
    {
        var isForbidden = All(host.All).LastOrDefault(one => one.Is("AuthzSendForbiddenOnFailure")) is { } sends && sends.FirstWord.Equals("on", StringComparison.OrdinalIgnoreCase);
        if (isForbidden) draft.SetText("Pages.UnauthorizedStatus", "403", "AuthzSendForbiddenOnFailure On");

        var status = isForbidden ? "403" : "401";
        var pages = All(host.All).Where(one => one.Is("ErrorDocument") && one.FirstWord == status && one.Words.Count == 2).ToList();
        if (pages.Count == 0) return;

        var page = pages[^1];
        var target = page.Words[1];
        foreach (var other in pages.Where(one => one.Arguments != page.Arguments)) findings.NeedsDecision(other, $"a site has one page for refused members: that of {page.Place} is taken.");
        if (target.Equals("default", StringComparison.OrdinalIgnoreCase)) return;

        draft.SetText("Pages.Unauthorized", target, $"{page.Place}");
        if (target.StartsWith("http", StringComparison.OrdinalIgnoreCase)) findings.ChangedMeaning(page, "Apache refuses a full address here and shows its own page; Gateway sends the member there.");
        else findings.TakenOver(page, "as Pages.Unauthorized.");
    }

    private static IEnumerable<ApacheDirective> All(IEnumerable<ApacheDirective> directives) =>
        directives.SelectMany(one => one.Children is { } children ? All(children) : [one]);
}
