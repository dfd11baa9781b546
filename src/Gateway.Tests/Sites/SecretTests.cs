using Gateway.Protection;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public class SecretTests
{
    private const string Long = "a passphrase that is long enough";

    [Theory]
    [InlineData("8h", "5m", "8h")]
    [InlineData("1h", "2h", "2h")]
    public void C44_The_owner_is_told_when_an_old_passphrase_may_go(string session, string login, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Passphrase", $$"""[ "the new {{Long}}", "{{Long}}" ]""").With("Session", $$"""{ "InactivityTimeout": "5m", "MaxDuration": "{{session}}" }""")
            .With("Login", $$"""{ "StateTimeout": "{{login}}" }""");

        Assert.Contains(folder.Notes(), note => note.EndsWith(
            $"Passphrase[1]: still opens what it sealed. It may go {expected} after another stood first on every node: then no session is left that needs it.", StringComparison.Ordinal));
        Assert.DoesNotContain(folder.With("Passphrase", $"[ \"{Long}\" ]").Notes(), note => note.Contains("Passphrase", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_text_may_come_from_the_environment()
    {
        using var folder = new ConfigurationFolder();
        folder.Variable("ORIGIN", "https://b.example").Variable("RULE", "claim trial:0").Variable("LIFE", "1h").Variable("SECRET", "from the environment");
        folder.With("Origins", "[ \"env:ORIGIN\" ]").With("Paths", """{ "/": "env:RULE" }""").With("Session", """{ "MaxDuration": "env:LIFE" }""")
            .With("Provider", """{ "MetadataUrl": "https://nats.example/x", "ClientId": "1", "ClientSecret": "env:SECRET" }""");

        var site = folder.GoodSite();

        Assert.Equal("https://b.example", site.Origins[0].ToString());
        Assert.Equal("claim trial:0", site.Rules.Rules[0].Requirement.ToString());
        Assert.Equal(TimeSpan.FromHours(1), site.Session.MaxDuration);
        Assert.Equal("from the environment", site.Provider.ClientSecret);
    }

    [Theory]
    [InlineData("short", "\"*** (18a0)\" is shorter than 32 characters: whoever guesses it is any member he likes. Write what \"openssl rand -base64 32\" prints.")]
    [InlineData("two lines of a secret,\\nlong enough", "\"*** (1cdd)\" holds a control character, a line break perhaps. Write it in one line.")]
    [InlineData("env:NOBODY", "\"env:NOBODY\" names an environment variable that is not set. Set it where the gateway is started.")]
    [InlineData("file:nothing", "\"file:nothing\" cannot be read: there is no such file.")]
    public void Upstream_secret_that_protects_nothing_is_a_fault(string written, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("UpstreamSecret", $"\"{written}\"");

        Assert.Equal(["gateway.json:11: site \"example\": UpstreamSecret: " + expected], folder.Faults());
    }

    [Theory]
    [InlineData("\"Assertion\"", "UpstreamProof: \"Assertion\" proves nothing without a secret. Write UpstreamSecret beside it.")]
    [InlineData("\"Header\"", "UpstreamProof: \"Header\" is not known here. Write Both, Assertion or Secret.", "UpstreamProof: \"Header\" proves nothing without a secret. Write UpstreamSecret beside it.")]
    public void Proof_without_a_secret_is_a_fault(string json, params string[] expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("UpstreamProof", json);

        Assert.Equal(expected.Select(fault => "gateway.json:11: site \"example\": " + fault), folder.Faults());
    }

    [Theory]
    [InlineData("http://10.0.0.8:8081", true)]
    [InlineData("http://members:80", true)]
    [InlineData("http://127.0.0.1:8081", false)]
    [InlineData("http://[::1]:8081", false)]
    [InlineData("http://localhost:8081", false)]
    public void F80_A_server_beyond_this_machine_is_a_warning(string upstream, bool isWarned)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Upstream", $"\"{upstream}\"");

        Assert.Equal(
            isWarned ? [$"gateway.json:9: site \"example\": Upstream: \"{upstream}\" is beyond this machine: whoever reaches that port directly can say that he is any member. Let the server listen on 127.0.0.1, or to this machine only, and share an UpstreamSecret with it."] : [],
            folder.Warnings());
    }

    [Fact]
    public void F80_Or_none_where_it_knows_Gateway_by_a_secret()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Upstream", "\"http://10.0.0.8:8081\"").With("UpstreamSecret", "\"an upstream secret that is long enough\"");

        Assert.DoesNotContain(folder.Warnings(), warning => warning.Contains("is beyond this machine", StringComparison.Ordinal));
    }

    [Fact]
    public void F80_Each_folders_server_is_looked_at()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Upstream", """{ "/": "http://127.0.0.1:8081", "/blog/": "http://10.0.0.8:8081" }""");

        Assert.Contains("Upstream['/blog/']: \"http://10.0.0.8:8081\" is beyond this machine", Assert.Single(folder.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void Upstream_secret_is_read_as_its_file_has_it_and_each_site_sends_another()
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("secret", "an upstream secret that is long enough\r\n"u8).With("UpstreamSecret", "\"file:secret\"");

        var secret = folder.GoodSite().UpstreamSecret!;

        Assert.Equal("an upstream secret that is long enough"u8, secret.Key);
        Assert.Equal(43, secret.Shared.Length);
        Assert.NotEqual(secret.Shared, new UpstreamSecret("another", "an upstream secret that is long enough", UpstreamProof.Both).Shared);
        Assert.Null(new ConfigurationFolder().GoodSite().UpstreamSecret);
        Assert.Empty(folder.Warnings());
    }

    [Theory]
    [InlineData("env:NOBODY", "\"env:NOBODY\" names an environment variable that is not set. Set it where the gateway is started.")]
    [InlineData("env:", "\"env:\" names an environment variable that is not set. Set it where the gateway is started.")]
    [InlineData("env:EMPTY", "\"env:EMPTY\" names an environment variable that is empty. Set it where the gateway is started.")]
    [InlineData("env:CHAIN", "\"env:CHAIN\" names an environment variable that holds a reference itself. Write that reference into this file.")]
    [InlineData("file:nothing", "\"file:nothing\" cannot be read: there is no such file.")]
    [InlineData("file:", "\"file:\" leaves the folder of this configuration. Write the absolute path if that is meant.")]
    [InlineData("file:empty", "\"file:empty\" names an empty file. Write the text into it.")]
    [InlineData("file:newline", "\"file:newline\" names an empty file. Write the text into it.")]
    [InlineData("file:latin1", "\"file:latin1\" names a file that is no UTF-8 text. Save it as UTF-8.")]
    [InlineData("file:big", "\"file:big\" names a file above 1 MiB. Name a text file.")]
    [InlineData("file:../gateway.json", "\"file:../gateway.json\" leaves the folder of this configuration. Write the absolute path if that is meant.")]
    [InlineData("file:../../etc/shadow", "\"file:../../etc/shadow\" leaves the folder of this configuration. Write the absolute path if that is meant.")]
    [InlineData("", "\"***\" is empty. Write a value, or leave the setting out.")]
    public void Secret_that_cannot_be_had_is_a_fault(string written, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.Variable("EMPTY", "").Variable("CHAIN", "file:/run/secrets/x").Beside("empty", []).Beside("newline", "\n"u8).Beside("latin1", [0xE4]);
        folder.Beside("big", new byte[(1024 * 1024) + 1]).With("Passphrase", $"\"{written}\"");

        Assert.Equal(["gateway.json:7: site \"example\": Passphrase: " + expected], folder.Faults());
    }

    [Theory]
    [InlineData(Long)]
    [InlineData(Long + "\n")]
    [InlineData(Long + "\r\n")]
    [InlineData("\uFEFF" + Long + "\n")]
    public void H16_Last_newline_and_byte_order_mark_of_a_secret_file_are_cut(string content)
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("secret", System.Text.Encoding.UTF8.GetBytes(content)).With("Passphrase", "\"file:secret\"");

        var site = folder.GoodSite();

        Assert.True(Opens(site.Keys, new PassphraseKeys("example", [Long])));
        Assert.Empty(folder.Warnings());
    }

    [Fact]
    public void Other_white_space_of_a_secret_file_is_kept()
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("secret", System.Text.Encoding.UTF8.GetBytes(" " + Long + " \n\n")).With("Passphrase", "\"file:secret\"");

        var site = folder.GoodSite();

        Assert.True(Opens(site.Keys, new PassphraseKeys("example", [" " + Long + " \n"])));
    }

    [Fact]
    public void First_passphrase_seals_and_all_open()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Passphrase", $"[ \"{Long} new\", \"{Long} old\" ]");

        var site = folder.GoodSite();

        Assert.True(Opens(site.Keys, new PassphraseKeys("example", [Long + " new"])));
        Assert.True(Opens(new PassphraseKeys("example", [Long + " old"]), site.Keys));
        Assert.False(Opens(site.Keys, new PassphraseKeys("example", [Long + " old"])));
    }

    [Fact]
    public void H16_Secret_file_that_others_may_read_is_a_warning()
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("secret", System.Text.Encoding.UTF8.GetBytes(Long)).With("Passphrase", "\"file:secret\"");
        folder.Mode("secret", "444");

        Assert.Equal(
            ["gateway.json:7: site \"example\": Passphrase: \"file:secret\" names a file that every user of this machine may read. chmod o-r would change that."],
            folder.Warnings());
    }

    [Fact]
    public void H16_Link_is_judged_by_the_file_that_it_points_to()
    {
        using var folder = new ConfigurationFolder();
        folder.Beside("target", System.Text.Encoding.UTF8.GetBytes(Long)).With("Passphrase", "\"file:link\"");
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "link"), "target");
        Assert.Empty(folder.Warnings());

        folder.Mode("target", "644");

        Assert.Single(folder.Warnings());
    }

    [Fact]
    public void Link_out_of_the_folder_is_refused_unless_the_path_is_absolute()
    {
        using var elsewhere = new ConfigurationFolder();
        elsewhere.Beside("secret", System.Text.Encoding.UTF8.GetBytes(Long));
        using var folder = new ConfigurationFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Folder, "link"), Path.Combine(elsewhere.Folder, "secret"));

        Assert.Equal(
            ["gateway.json:7: site \"example\": Passphrase: \"file:link\" leaves the folder of this configuration. Write the absolute path if that is meant."],
            folder.With("Passphrase", "\"file:link\"").Faults());
        Assert.Empty(folder.With("Passphrase", $"\"file:{elsewhere.Folder}/secret\"").Faults());
    }

    [Fact]
    public void Configuration_with_secrets_that_others_may_read_is_a_warning()
    {
        using var folder = new ConfigurationFolder();
        folder.Read();
        folder.Mode("gateway.json", "644");

        var result = ConfigurationReader.Read(folder.File, _ => null);

        Assert.Equal(
            [folder.File + ": holds secrets, and every user of this machine may read it. Write chmod o-r, env:NAME or file:PATH."],
            ConfigurationFolder.Good(result).Warnings.Select(warning => warning.ToString()));
    }

    [Fact]
    public void Configuration_without_secrets_may_be_read_by_others()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Passphrase", "\"env:S\"").With("Provider", """{ "MetadataUrl": "https://nats.example/x", "ClientId": "1", "ClientSecret": "env:S" }""");
        folder.Variable("S", Long).Read();
        folder.Mode("gateway.json", "644");

        var result = ConfigurationReader.Read(folder.File, _ => Long);

        Assert.Empty(ConfigurationFolder.Good(result).Warnings);
    }

    [Fact]
    public void Short_passphrase_is_a_warning_that_does_not_show_it()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Passphrase", "[ \"shorter than twenty\" ]");

        Assert.Equal(
            ["gateway.json:7: site \"example\": Passphrase[0]: \"*** (a75a)\" is shorter than 20 characters. Write a longer one: whoever guesses it opens every session."],
            folder.Warnings());
    }

    [Theory]
    [InlineData("[]", "Passphrase: missing. Write a long random text that no other site has, best as env:NAME or file:PATH.")]
    [InlineData("[ \"" + Long + "\", \"" + Long + "\" ]", "Passphrase[1]: \"*** (4348)\" stands twice. Leave one out.")]
    public void Empty_and_doubled_passphrases_are_faults(string json, string expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Passphrase", json);

        Assert.Equal(["gateway.json:7: site \"example\": " + expected], folder.Faults());
    }

    [Fact]
    public void File_is_for_secrets_and_texts_only()
    {
        using var folder = new ConfigurationFolder();
        folder.With("RedirectUri", "\"file:secret\"");

        Assert.Equal(
            ["gateway.json:6: site \"example\": RedirectUri: \"file:secret\" is not read from a file: only passwords, Passphrase, Provider.ClientSecret, UpstreamSecret, Redis and Pages.Unauthorized are. Write the text itself or env:NAME."],
            folder.Faults());
    }

    [Fact]
    public void Provider_does_not_print_its_secret()
    {
        using var folder = new ConfigurationFolder();

        var text = folder.GoodSite().Provider.ToString();

        Assert.Equal("1,2,3 at https://nats.example/.well-known/x", text);
    }

    private static bool Opens(PassphraseKeys sealing, PassphraseKeys opening)
    {
        var box = SealedBox.Seal(sealing, "test", [1], "text"u8, []);
        return SealedBox.TryOpen(opening, "test", [1], box, [], out _);
    }
}
