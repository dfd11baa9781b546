using Gateway.ApacheImport;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>Expressions that would take for ever, or all memory, are read in time, or what they mean is left to the owner.</summary>
public sealed class HostilePatternTests : IDisposable
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

    private readonly ApacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("LocationMatch", "^/members/(a+)+$", false)]
    [InlineData("LocationMatch", "^/members/(x{1000}){1000}", true)]
    [InlineData("FilesMatch", "^(x{1000}){1000}$", true)]
    [InlineData("DirectoryMatch", "(x{1000}){1000}", true)]
    [InlineData("LocationMatch", "^/members/(a|b", true)]
    public void An_expression_that_explodes_is_read_in_time_or_needs_a_decision(string section, string pattern, bool needsDecision)
    {
        var importer = Imported($"<{section} \"{pattern}\">\nAuthType openid-connect\nRequire claim trial:0\n</{section}>\n");

        Assert.Equal(needsDecision, importer.Findings.All.Any(finding => finding is { Kind: FindingKind.NeedsDecision, Place.Line: 10 }));
    }

    private Importer Imported(string text)
    {
        _folder.With("site.conf", Base + text);
        var started = ThreadWork.SoFar();
        try
        {
            var importer = Importer.Read(new ImportRequest([_folder.File("site.conf")], [], new Dictionary<string, string>()));
            importer.Import(new ImportAnswers("https://a.example", "/var/www/site", "http://127.0.0.1:8081"));
            return importer;
        }
        finally
        {
            Assert.True(ThreadWork.SoFar() - started < TimeSpan.FromSeconds(5), "took too long");
        }
    }
}
