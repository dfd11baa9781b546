using System.Globalization;
using Gateway.Sites;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class CertificateSectionTests
{
    private const string Written = """{ "File": "a.pem", "Key": "a.key" }""";
    private const string Stranger = "12345";
    private const string OpenToAll = "names a file that every user of this machine may read. chmod o-r would change that.";

    [Fact]
    public void A_certificate_with_its_key_is_taken_and_its_files_are_watched()
    {
        using var folder = Folder();
        var serial = TestCertificate.Write(folder.Folder, "a", ["a.example"]);

        var configuration = ConfigurationFolder.Good(folder.Read(Tls(folder)));

        Assert.Equal(serial, configuration.Sites.CertificateOf("A.example")!.Leaf.SerialNumber);
        Assert.Null(configuration.Sites.CertificateOf("b.example"));
        Assert.Equal([folder.File, Path.Combine(folder.Folder, "a.pem"), Path.Combine(folder.Folder, "a.key")], configuration.Files.Select(file => file.File));
        Assert.Empty(configuration.Warnings);
    }

    [Theory]
    [InlineData("""{ "File": "a.pem" }""", "Certificate.Key: missing. Write the path of a PEM file.")]
    [InlineData("""{ "Key": "a.key" }""", "Certificate.File: missing. Write the path of a PEM file.")]
    [InlineData("""{ "File": "a.pem", "Key": "a.key", "Pasword": "x" }""", "Certificate.Pasword: unknown setting. Here are known: File, Key.")]
    [InlineData("""{ "File": "none.pem", "Key": "a.key" }""", "Certificate.File: \"none.pem\" cannot be read: there is no such file.")]
    [InlineData("""{ "File": "a.pem", "Key": "b.key" }""", "Certificate: cannot be used: the two are no certificate and its key in PEM.")]
    [InlineData("""{ "File": "a.key", "Key": "a.key" }""", "Certificate: cannot be used: the two are no certificate and its key in PEM.")]
    [InlineData("""{ "File": "a.pem", "Key": "encrypted.key" }""", "Certificate: cannot be used: the key is encrypted, and nobody is there to type its passphrase at a start; decrypt it and chmod 600 it.")]
    [InlineData("""{ "File": "a.pem", "Key": "empty" }""", "Certificate.Key: \"empty\" names an empty file. Write the text into it.")]
    [InlineData("""{ "File": "a.pem", "Key": "../../etc/shadow" }""", "Certificate.Key: \"../../etc/shadow\" leaves the folder of this configuration. Write the absolute path if that is meant.")]
    [InlineData("""{ "File": "../../etc/shadow", "Key": "a.key" }""", "Certificate.File: \"../../etc/shadow\" leaves the folder of this configuration. Write the absolute path if that is meant.")]
    public void What_is_no_certificate_is_a_fault_at_the_start(string json, string expected)
    {
        using var folder = Folder().With("Certificate", json);
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        TestCertificate.Write(folder.Folder, "b", ["a.example"]);
        folder.Beside("empty", "\n"u8).Beside("encrypted.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"u8);

        Assert.Equal(["gateway.json:11: site \"example\": " + expected], folder.Faults(Tls(folder)));
    }

    [Theory]
    [InlineData("a.example", 2020, 2100)]
    [InlineData("*.example", 2020, 2100)]
    [InlineData("b.example", 2020, 2100, "Certificate.File: \"a.pem\" does not name a.example: browsers refuse the site there. Ask for a certificate with every host of Origins.")]
    [InlineData("a.example", 2019, 2020, "Certificate.File: \"a.pem\" expired on 2020-01-01: browsers refuse the site. Renew it.")]
    [InlineData("a.example", 2099, 2100, "Certificate.File: \"a.pem\" is not valid before 2099-01-01: browsers refuse the site. Look at the clock of this machine.")]
    public void What_browsers_would_refuse_is_a_warning(string host, int from, int until, params string[] expected)
    {
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", [host], from, until);

        Assert.Equal(expected.Select(line => "gateway.json:11: site \"example\": " + line), Warnings(folder, Tls(folder)));
    }

    [Fact]
    public void H16_A_key_that_others_may_read_is_a_warning_and_a_certificate_is_for_everybody()
    {
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        folder.Mode("a.pem", "644");
        Assert.Empty(Warnings(folder, Tls(folder)));

        folder.Mode("a.key", "444");

        Assert.Equal([$"gateway.json:11: site \"example\": Certificate.Key: \"a.key\" {OpenToAll}"], Warnings(folder, Tls(folder)));
    }

    [Fact]
    public void H16_A_linked_key_is_judged_by_its_target_and_a_byte_order_mark_is_cut()
    {
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        var key = File.ReadAllText(Path.Combine(folder.Folder, "a.key"));
        TestCertificate.WriteSecret(Path.Combine(folder.Folder, "real.key"), "\uFEFF" + key + "\n");
        File.Delete(Path.Combine(folder.Folder, "a.key"));
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "a.key"), "real.key");
        Assert.Empty(Warnings(folder, Tls(folder)));

        folder.Mode("real.key", "644");

        Assert.Equal([$"gateway.json:11: site \"example\": Certificate.Key: \"a.key\" {OpenToAll}"], Warnings(folder, Tls(folder)));
    }

    [Fact]
    public void Certificate_and_address_without_each_other_are_warnings()
    {
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        Assert.Equal(["gateway.json:11: site \"example\": Certificate: is not used: Listen has no https address. Write one, such as https://0.0.0.0:443."], folder.Warnings());

        folder.Without("Certificate");

        Assert.Equal(
            ["gateway.json:4: site \"example\": Certificate: missing, so the https addresses of Listen refuse the site's hosts. Write { \"File\": \"fullchain.pem\", \"Key\": \"privkey.pem\" }."],
            Warnings(folder, Tls(folder)));
    }

    [Fact]
    public void Two_addresses_of_one_port_are_refused()
    {
        using var folder = new ConfigurationFolder();
        folder.Read();
        var text = File.ReadAllText(folder.File).Replace("\"http://127.0.0.1:8080\"", "\"http://0.0.0.0:443\", \"https://0.0.0.0\"", StringComparison.Ordinal);

        Assert.Equal(["gateway.json:2: Listen[1]: \"https://0.0.0.0\" has the address and port of another one. Leave one out."], folder.Faults(text));
    }

    [Theory]
    [InlineData("Passphrase", "\"file:../../etc/shadow\"", "Passphrase: \"file:../../etc/shadow\"")]
    [InlineData("Pages", """{ "Unauthorized": "file:../../etc/shadow" }""", "Pages.Unauthorized: \"file:../../etc/shadow\"")]
    [InlineData("Pages", """{ "ErrorTemplate": "../../etc/shadow" }""", "Pages.ErrorTemplate: \"../../etc/shadow\"")]
    [InlineData("Certificate", """{ "File": "a.pem", "Key": "../../etc/shadow" }""", "Certificate.Key: \"../../etc/shadow\"")]
    [InlineData("Certificate", """{ "File": "link", "Key": "a.key" }""", "Certificate.File: \"link\"")]
    public void H18_A_relative_path_stays_below_the_folder_of_the_configuration(string setting, string json, string expected)
    {
        using var folder = Folder().With(setting, json);
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "link"), "/etc/hostname");

        Assert.Contains(folder.Faults(), fault => fault.EndsWith($"{expected} leaves the folder of this configuration. Write the absolute path if that is meant.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Passphrase", "\"file:{0}\"", "Passphrase: \"file:{0}\"")]
    [InlineData("Pages", """{{ "Unauthorized": "file:{0}" }}""", "Pages.Unauthorized: \"file:{0}\"")]
    [InlineData("Pages", """{{ "ErrorTemplate": "{0}" }}""", "Pages.ErrorTemplate: \"{0}\"")]
    [InlineData("Certificate", """{{ "File": "a.pem", "Key": "{0}" }}""", "Certificate.Key: \"{0}\"")]
    public void H18_An_absolute_path_to_a_strangers_file_is_refused(string setting, string json, string expected)
    {
        using var elsewhere = new ConfigurationFolder();
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        var file = Path.Combine(elsewhere.Folder, "file");
        Fill(file, setting, folder);
        folder.With(setting, string.Format(CultureInfo.InvariantCulture, json, file));
        var said = string.Format(CultureInfo.InvariantCulture, expected, file)
            + " names a file of another user, who may change it at any time. chown it to root or to the user that runs Gateway, or put it beside this configuration.";
        Assert.Empty(folder.Faults());   // root's, as these tests run, or the service's own

        Own(file, Stranger);

        Assert.Single(folder.Faults(), fault => fault.EndsWith(said, StringComparison.Ordinal));
        Own(folder.Folder, Stranger);
        Assert.Empty(folder.Faults());   // whoever owns the folder could change the configuration itself
    }

    [Theory]
    [InlineData("Passphrase", "\"file:{0}\"")]
    [InlineData("Pages", """{{ "ErrorTemplate": "{0}" }}""")]
    [InlineData("Certificate", """{{ "File": "a.pem", "Key": "{0}" }}""")]
    public void H18_A_link_in_the_folder_is_judged_by_what_it_points_to(string setting, string json)
    {
        using var elsewhere = new ConfigurationFolder();
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        var (file, link) = (Path.Combine(elsewhere.Folder, "file"), Path.Combine(folder.Folder, "link"));
        Fill(file, setting, folder);
        File.CreateSymbolicLink(link, file);
        folder.With(setting, string.Format(CultureInfo.InvariantCulture, json, link));
        Assert.Empty(folder.Faults());

        Own(file, Stranger);

        Assert.Single(folder.Faults(), fault => fault.Contains("names a file of another user", StringComparison.Ordinal));
    }

    [Fact]
    public void H18_A_strangers_link_to_a_file_that_he_may_not_read_is_refused()
    {
        using var elsewhere = new ConfigurationFolder();
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        var (secret, link) = (Path.Combine(elsewhere.Folder, "secret"), Path.Combine(elsewhere.Folder, "unauth.html"));
        File.WriteAllText(secret, "correct horse battery staple");
        File.CreateSymbolicLink(link, secret);
        folder.With("Pages", $$"""{ "Unauthorized": "file:{{link}}" }""");
        Assert.Empty(folder.Faults());   // root's link to root's file

        Own(link, Stranger, "--no-dereference");

        Assert.Single(folder.Faults(), fault => fault.Contains("names a file of another user", StringComparison.Ordinal));
    }

    [Fact]
    public void H18_A_file_beside_the_configuration_and_a_mounted_secret_may_be_anybodys()
    {
        using var folder = Folder();
        TestCertificate.Write(folder.Folder, "a", ["a.example"]);
        var mounted = Directory.CreateDirectory($"/run/secrets/gateway-{Guid.NewGuid():N}");
        try
        {
            foreach (var secret in (string[])[Path.Combine(folder.Folder, "passphrase"), Path.Combine(mounted.FullName, "passphrase")])
            {
                TestCertificate.WriteSecret(secret, "a text of a good length");
                Own(secret, Stranger);
                folder.With("Passphrase", $"\"file:{secret}\"");

                Assert.Empty(folder.Faults());
            }
        }
        finally
        {
            mounted.Delete(recursive: true);
            if (!mounted.Parent!.EnumerateFileSystemInfos().Any()) mounted.Parent.Delete();   // it has one
        }
    }

    private static void Fill(string file, string setting, ConfigurationFolder folder)
    {
        if (setting == "Certificate") File.Copy(Path.Combine(folder.Folder, "a.key"), file);
        else TestCertificate.WriteSecret(file, "a text of a good length: %s, %s");
    }

    private static void Own(string file, string user, params string[] options)
    {
        using var chown = System.Diagnostics.Process.Start("chown", [.. options, user, file]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    private static ConfigurationFolder Folder() => new ConfigurationFolder().With("Certificate", Written);

    private static string Tls(ConfigurationFolder folder)
    {
        folder.Read();
        return File.ReadAllText(folder.File).Replace("http://127.0.0.1:8080", "https://127.0.0.1:8443", StringComparison.Ordinal);
    }

    private static string[] Warnings(ConfigurationFolder folder, string text) =>
        [.. ConfigurationFolder.Good(folder.Read(text)).Warnings.Select(line => line.ToString().Replace(folder.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];
}
