using Gateway.ApacheImport;
using Gateway.Sites;
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
    public void Five_hundred_endings_of_files_are_refused() =>
        FaultOf(Many(500, at => Section("FilesMatch", $"\\.e{at}$", at)), "<FilesMatch> " + TooMuch, atMost: 10);

    [Fact]
    public void Five_hundred_expressions_for_locations_are_read() =>
        Assert.Null(FaultOf(Many(500, at => Section("LocationMatch", $"^/l{at}/[a-z]+$", at))));

    [Fact]
    public void Containers_as_deep_as_a_configuration_can_be_are_read()
    {
        Assert.Null(FaultOf(Nested(29)));
        Assert.Empty(ConfigurationReader.Read(_folder.File("gateway.json"), _ => null).Faults);
    }

    [Fact]
    public void Containers_deeper_than_a_configuration_can_be_are_refused_at_their_line() =>
        Assert.Equal(
            $"{_folder.File("site.conf")}:12: <RequireAll> holds containers more than 29 deep with itself, which no rule of Paths can be, so nothing is imported. Write it with fewer of them in each other.\n  <RequireAll>\n  ^",
            FaultOf(Nested(30)));

    [Fact]
    public void Sections_that_are_merged_deeper_than_a_configuration_can_be_are_refused_at_the_last_one() =>
        Assert.StartsWith(
            _folder.File("site.conf") + ":160: merged with the sections before it this makes containers more than 29 deep, which no rule of Paths can be, so nothing is imported.",
            FaultOf(Many(31, at => $"<Location /x>\nAuthType openid-connect\nRequire claim c{at}:0\nAuthMerging {(at % 2 == 0 ? "And" : "Or")}\n</Location>\n")),
            StringComparison.Ordinal);

    private static string Many(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    private static string Section(string name, string argument, int claim, string inner = "") =>
        $"<{name} \"{argument}\">\nAuthType openid-connect\nRequire claim c{claim}:0\n{inner}</{name}>\n";

    // The outermost one is RequireAll.
    private static string Nested(int depth) =>
        "<Location /x>\nAuthType openid-connect\n" + Many(depth, at => $"<{Container(at)}>\n") + "Require claim a:0\n" + Many(depth, at => $"Require claim b{at}:0\n</{Container(depth - 1 - at)}>\n") + "</Location>\n";

    private static string Container(int at) => at % 2 == 0 ? "RequireAll" : "RequireAny";

    private string FaultOf(string text, string expected, int atMost = 60)
    {
        var fault = FaultOf(text, atMost);
        Assert.Contains(expected, fault ?? "none", StringComparison.Ordinal);
        return fault!;   // asserted
    }

    private string? FaultOf(string text, int atMost = 60)
    {
        _folder.With("site.conf", Base + text);
        var started = ThreadWork.SoFar();
        try
        {
            var importer = Importer.Read(new ImportRequest([_folder.File("site.conf")], [], new Dictionary<string, string>()));
            importer.Import(new ImportAnswers("https://a.example", "/var/www/site", "http://127.0.0.1:8081"));
            foreach (var (name, secret) in importer.Sites.SelectMany(site => site.Secrets)) _folder.With(name, secret);
            _folder.With("gateway.json", importer.Text());
            return null;
        }
        catch (ApacheFaultException fault)
        {
            return fault.Message;
        }
        finally
        {
            Assert.True(ThreadWork.SoFar() - started < TimeSpan.FromSeconds(atMost), "took too long");
        }
    }
}
