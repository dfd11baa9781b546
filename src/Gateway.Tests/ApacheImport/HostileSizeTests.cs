using Gateway.ApacheImport;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>Configurations that would take for ever are read in seconds, or refused at the line where it becomes too much.</summary>
public sealed class HostileSizeTests : IDisposable
{
    private const string Base = """
        OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
        OIDCClientID 1
        OIDCClientSecret secret
        OIDCRedirectURI /members/vanity.php
        OIDCCryptoPassphrase a-passphrase-of-the-tests
        <Directory /var/www/site/members>
        AuthType openid-connect
        Require valid-user
        </Directory>

        """;

    private const string Combinations = "makes more than 2000 combinations with the sections before it, so nothing is imported.";
    private const string TooMuch = "is too much to compare with all that stands before it, so nothing is imported.";

    private readonly ApacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_hundred_files_in_a_hundred_folders_are_refused_at_their_line() =>
        Assert.StartsWith(_folder.File("site.conf") + ":7677: ", FaultOf(Many(100, at => Section("Directory", $"/var/www/site/d{at}", at, Many(100, name => Section("Files", $"f{name}.php", name)))), "<Files> " + Combinations), StringComparison.Ordinal);

    [Fact]
    public void A_hundred_files_over_a_hundred_folders_are_refused() =>
        FaultOf(Many(100, at => Section("Directory", $"/var/www/site/d{at}", at)) + Many(100, at => Section("Files", $"f{at}.php", at)), "<Files> " + Combinations);

    [Fact]
    public void Five_hundred_aliases_of_a_hundred_folders_are_refused() =>
        FaultOf(Many(500, at => $"Alias /a{at} /var/www/site/members\n") + Many(100, at => Section("Directory", $"/var/www/site/members/d{at}", at)), "Alias " + Combinations);

    [Fact]
    public void Five_thousand_alternatives_are_refused() =>
        FaultOf(Section("LocationMatch", string.Join('|', Enumerable.Range(0, 5000).Select(at => $"/a{at}/x")), 1), "<LocationMatch> " + TooMuch);

    [Fact]
    public void A_thousand_hosts_below_fifty_thousand_lines_are_refused() =>
        FaultOf(Many(50_000, at => $"SetEnv V{at} x\n") + Many(1000, at => $"<VirtualHost *:443>\nServerName m{at}.example.com\n</VirtualHost>\n"), "<VirtualHost> " + TooMuch);

    [Fact]
    public void Nineteen_hundred_locations_are_read() =>
        Assert.Null(FaultOf(Many(1900, at => Section("Location", $"/l{at}", at))));

    [Fact]
    public void Containers_ninety_deep_are_read() =>
        Assert.Null(FaultOf("<Location /x>\nAuthType openid-connect\n" + Many(45, _ => "<RequireAny>\n<RequireAll>\n") + "Require claim a:1\n" + Many(45, _ => "</RequireAll>\nRequire claim b:1\n</RequireAny>\n") + "</Location>\n"));

    private static string Many(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    private static string Section(string name, string argument, int claim, string inner = "") =>
        $"<{name} \"{argument}\">\nAuthType openid-connect\nRequire claim c{claim}:0\n{inner}</{name}>\n";

    private string FaultOf(string text, string expected)
    {
        var fault = FaultOf(text);
        Assert.Contains(expected, fault ?? "none", StringComparison.Ordinal);
        return fault!;   // asserted
    }

    private string? FaultOf(string text)
    {
        _folder.With("site.conf", Base + text);
        var started = ThreadWork.SoFar();
        try
        {
            Importer.Read(new ImportRequest([_folder.File("site.conf")], [], new Dictionary<string, string>())).Import(new ImportAnswers("https://a.example", "/var/www/site", "http://127.0.0.1:8081"));
            return null;
        }
        catch (ApacheFaultException fault)
        {
            return fault.Message;
        }
        finally
        {
            Assert.True(ThreadWork.SoFar() - started < TimeSpan.FromSeconds(60), "took too long");
        }
    }
}
