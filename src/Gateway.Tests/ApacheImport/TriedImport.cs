using System.Text.RegularExpressions;
using Gateway.ApacheImport;
using Gateway.Commands;
using Gateway.Rules;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>What a host was imported as, and what the owner is told of it: the rules with the lines that made them, and the report.</summary>
internal sealed partial class TriedImport
{
    private const string Base = """
        OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
        OIDCClientID 1
        OIDCClientSecret secret
        OIDCRedirectURI /vanity.php
        OIDCCryptoPassphrase a-passphrase-of-the-tests
        OIDCRemoteUserClaim username
        <Location /vanity.php>
        AuthType openid-connect
        Require valid-user
        </Location>

        """;

    /// <summary>Changes the text of every configuration that is imported in its course; null elsewhere.</summary>
    public static readonly AsyncLocal<Func<string, string>?> Edit = new();

    private readonly IReadOnlyList<Finding> _findings;
    private readonly Dictionary<string, string> _madeBy;

    private TriedImport(Site site, IReadOnlyList<Finding> findings, Dictionary<string, string> madeBy) => (Site, _findings, _madeBy) = (site, findings, madeBy);

    public Site Site { get; }

    /// <summary>The host as its owner wrote it, for the module.</summary>
    public static string Text(TriedHost host) => $"<VirtualHost *:443>\nServerName {host.Name}\n{Base}{host.Text}</VirtualHost>\n";

    public static TriedImport Of(TriedHost host)
    {
        var file = $"{host.Root}.conf";
        File.WriteAllText(file, Text(host));
        var importer = Importer.Read(new ImportRequest([file], [], new Dictionary<string, string>()));
        importer.Import(new ImportAnswers(null, null, null));
        var output = Directory.CreateDirectory($"{host.Root}.out").FullName;
        foreach (var (name, secret) in importer.Sites[0].Secrets) File.WriteAllText(Path.Combine(output, name), secret);
        File.WriteAllText(Path.Combine(output, "gateway.json"), Edit.Value?.Invoke(importer.Text()) ?? importer.Text());
        var read = ConfigurationReader.Read(Path.Combine(output, "gateway.json"), _ => null);
        Assert.True(read.Faults.Count == 0, $"{string.Join('\n', read.Faults)}\n{host.Text}");
        return new TriedImport(read.Configuration!.Sites.All[0], importer.Findings.All, MadeBy(importer.Text()));
    }

    /// <summary>Whether the report asks for a decision about this address: by a path that covers it, or at one of the lines that its rule was made of.</summary>
    public bool IsSaid(CanonicalPath path, PathRule rule)
    {
        var lines = Place().Matches(_madeBy.GetValueOrDefault(rule.Pattern, "")).Select(place => (File: place.Groups[1].Value, Line: int.Parse(place.Groups[2].ValueSpan, null))).ToList();
        return _findings.Where(finding => finding.Kind == FindingKind.NeedsDecision).Any(finding =>
            (finding.Place is { } place && lines.Exists(line => line.File == place.File && line.Line <= place.Line && place.Line <= EndOf(line.File, line.Line)))
            || Named().Matches($" {finding.Directive} {finding.Text}").Any(named => PathKey.TryParse(named.Groups["rule"].Value, out var key, out _) && key!.Covers(path.Decoded)));   // parsed
    }

    // The comment behind each rule, by its pattern.
    private static Dictionary<string, string> MadeBy(string json) =>
        Rule().Matches(json).ToDictionary(rule => Regex.Unescape(rule.Groups[1].Value), rule => rule.Groups[2].Value);

    // A section ends where it is closed; a file of its own at its end.
    private static int EndOf(string file, int line)
    {
        if (file.EndsWith(".htaccess", StringComparison.Ordinal)) return int.MaxValue;

        var (lines, depth) = (File.ReadAllLines(file), 0);
        for (var at = line - 1; at < lines.Length; at++)
        {
            depth += lines[at].StartsWith("</", StringComparison.Ordinal) ? -1 : lines[at].StartsWith('<') ? 1 : 0;
            if (depth <= 0) return at + 1;
        }

        return lines.Length;
    }

    [GeneratedRegex("""^        "((?:[^"\\]|\\.)+)": .*?   // (.*)$""", RegexOptions.Multiline)]
    private static partial Regex Rule();

    // A path rule, though not the one to which another leads.
    [GeneratedRegex(@"(?<! to) (?:\((?<rule>[~/][^ ]*)\)|(?<rule>[~/][^ ]*?))[.,:]?(?= |$)")]
    private static partial Regex Named();

    [GeneratedRegex(@"([^ ,]+):(\d+)")]
    private static partial Regex Place();
}
