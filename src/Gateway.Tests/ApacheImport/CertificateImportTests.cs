using System.Text.Json.Nodes;
using Gateway.ApacheImport;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.ApacheImport;

/// <summary>Certificates for calls to NATS, taken over where they can be used.</summary>
public sealed class CertificateImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-certificates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Authorities_and_certificate_are_named_where_they_lie()
    {
        TestCertificate.Write(_folder, "client", ["client.example"]);
        File.WriteAllText($"{_folder}/ca.pem", SomeCertificate.AuthorityPem);

        var (provider, report) = Import($"OIDCCABundlePath {_folder}/ca.pem\nOIDCClientTokenEndpointKey {_folder}/client.key\nOIDCClientTokenEndpointCert {_folder}/client.pem\n");

        Assert.Equal($"{_folder}/ca.pem", (string?)provider["CertificateAuthorities"]);
        Assert.Equal(($"{_folder}/client.pem", $"{_folder}/client.key"), ((string?)provider["ClientCertificate"]!["File"], (string?)provider["ClientCertificate"]!["Key"]));
        Assert.Equal(3, report.Count(line => line.StartsWith("TakenOver", StringComparison.Ordinal)));
    }

    [Fact]
    public void Keys_that_verify_tokens_are_named_where_they_lie()
    {
        TestCertificate.Write(_folder, "nats", ["nats.example"]);

        var (provider, report) = Import($"OIDCProviderVerifyCertFiles sig:key-1#{_folder}/nats.pem {_folder}/nats.key\n");

        Assert.Equal([$"key-1#{_folder}/nats.pem"], provider["VerificationKeys"]!.AsArray().Select(one => (string?)one));
        Assert.Contains($"NeedsDecision OIDCProviderVerifyCertFiles: {_folder}/nats.key names no key that can be read here. Write it into Provider.VerificationKeys where it can.", report);
    }

    [Fact]
    public void A_certificate_that_does_not_fit_its_key_is_left_out_and_said()
    {
        TestCertificate.Write(_folder, "client", ["client.example"]);
        TestCertificate.Write(_folder, "other", ["client.example"]);
        File.WriteAllText($"{_folder}/ca.pem", "no certificate");

        var (provider, report) = Import($"OIDCCABundlePath {_folder}/ca.pem\nOIDCClientTokenEndpointCert {_folder}/client.pem\nOIDCClientTokenEndpointKey {_folder}/other.key\n");

        Assert.Null(provider["CertificateAuthorities"]);
        Assert.Null(provider["ClientCertificate"]);
        Assert.Equal(
            [
                "NeedsDecision OIDCCABundlePath: names no certificates that can be read here: those whom the machine trusts are taken. Write the file into Provider.CertificateAuthorities.",
                "NeedsDecision OIDCClientTokenEndpointCert: names no certificate that can be used here, with its key and the password of that: none is shown to NATS. Write the files into Provider.ClientCertificate.",
                "NeedsDecision OIDCClientTokenEndpointKey: goes with OIDCClientTokenEndpointCert, which is not taken over.",
            ], report);
    }

    private (JsonNode Provider, IReadOnlyList<string> Report) Import(string lines)
    {
        File.WriteAllText($"{_folder}/site.conf", lines);
        var importer = Importer.Read(new ImportRequest([Path.Combine(ImportCase.Folder, "base.conf"), $"{_folder}/site.conf"], [], new Dictionary<string, string>()));
        importer.Import(new ImportAnswers("https://members.example.com", "/var/www/site", "http://127.0.0.1:8081"));
        var json = JsonNode.Parse(importer.Text(), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        var report = importer.Findings.All.Where(one => one.Place?.File.EndsWith("site.conf", StringComparison.Ordinal) == true).Select(one => $"{one.Kind} {one.Directive}: {one.Text}");
        return (json["Sites"]!.AsObject().Single().Value!["Provider"]!, [.. report]);
    }
}
