using System.Text;
using Gateway.Commands;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>What <c>check</c> says where a row of the corpus asks it to.</summary>
public sealed class CheckRowTests : IDisposable
{
    private const string Passphrase = "tell nobody this passphrase";
    private const string Secret = "tell nobody this secret";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check")]
    [InlineData("check", "--json")]
    public async Task H02_Check_shows_a_secret_by_a_short_hash_for_comparison(params string[] arguments)
    {
        _folder.Beside("secret", Encoding.UTF8.GetBytes(Secret)).With("Passphrase", $"[ \"{Passphrase}\", \"{Secret}\", \"short\" ]")
            .With("Provider", """{ "MetadataUrl": "https://nats.example/x", "ClientId": "1", "ClientSecret": "file:secret" }""");
        _folder.Read();

        var said = await Said.ByAsync([.. arguments, "--config", _folder.File]);

        Assert.Equal(0, said.Code);
        AssertNoSecret(said);
        Assert.Equal(1, Count(said.Output, "*** (e666)"));
        Assert.Equal(2, Count(said.Output, "*** (cda8)"));   // the client secret is one of the passphrases: that can be seen
        Assert.Equal(2, Count(said.Output, "*** (18a0)"));   // in the list, and in the warning
    }

    [Fact]
    public async Task H02_Faults_and_the_lines_at_start_show_a_secret_by_its_hash()
    {
        _folder.With("Passphrase", $"[ \"{Passphrase}\", \"{Passphrase}\" ]");
        _folder.Read();

        var check = await Said.ByAsync("check", "--config", _folder.File);
        var json = await Said.ByAsync("check", "--json", "--config", _folder.File);
        var serve = await Said.ByAsync("serve", "--config", _folder.File);

        foreach (var said in (Said[])[check, json, serve])
        {
            Assert.Equal(1, said.Code);
            AssertNoSecret(said);
            Assert.Contains("*** (e666)", said.Output + said.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task H02_Warnings_at_start_show_a_secret_by_its_hash()
    {
        _folder.With("Passphrase", "\"tell nobody\"");
        _folder.Read();
        using var stop = new CancellationTokenSource();
        var (output, errors) = (new StringWriter(), new StringWriter());
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ServeCommand.RunAsync(_folder.File, watch: false, new Terminal(output, errors, TextReader.Null), stop.Token));

        Assert.Contains("warning: ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"*** (fb13)\" is shorter than 20 characters", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("tell nobody", output.ToString() + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H05_Check_and_every_start_say_that_other_machines_may_ask_for_health_and_metrics()
    {
        _folder.Root["Operations"] = "\"http://0.0.0.0:9090\"";
        _folder.Read();
        const string warning = "gateway.json:13: Operations: \"http://0.0.0.0:9090\" lets other machines ask for health and metrics. There is nothing secret in them; still let your firewall say who may.";
        var (output, errors) = (new StringWriter(), new StringWriter());
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await AssertWarningAsync(warning);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ServeCommand.RunAsync(_folder.File, watch: false, new Terminal(output, errors, TextReader.Null), stop.Token));

        Assert.Contains($"warning: {_folder.Folder}/{warning}", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("serve")]
    public async Task E39_Check_and_start_refuse_a_page_for_refused_members_that_its_own_rule_denies(string command)
    {
        _folder.With("Pages", """{ "Unauthorized": "/members/unauth.php" }""");

        var said = await ByAsync(command);

        Assert.Equal((1, ""), (said.Code, said.Output));
        Assert.Equal(
            "gateway.json:11: site \"example\": Pages.Unauthorized: \"/members/unauth.php\" is itself behind the rule \"/members/\": \"valid-user\". Add \"/members/unauth.php\": \"all granted\" to Paths.\n"
            + "  \"Unauthorized\": \"/members/unauth.php\"\n                  ^\n",
            said.Errors);
    }

    [Fact]
    public async Task E17_Check_warns_of_a_dot_that_stands_for_any_character()
    {
        _folder.With("ReturnUrls", """[ "^https://shop.example/.*$" ]""");

        await AssertWarningAsync("gateway.json:11: site \"example\": ReturnUrls[0]: \"^https://shop.example/.*$\" is doubtful: the entry ^https://shop.example/.*$ has a dot without backslash in its host, which stands for any character; write \\.");
    }

    [Theory]
    [InlineData("trial~0", true)]
    [InlineData("trial~^0", true)]
    [InlineData("trial~0$", true)]
    [InlineData("trial~^0$", false)]
    public async Task H20_Check_warns_of_a_pattern_that_is_not_bound_at_both_ends(string word, bool warned)
    {
        _folder.With("Paths", $$"""{ "/": "all granted", "/full/": "claim {{word}}" }""");

        if (warned) await AssertWarningAsync($"gateway.json:10: site \"example\": Paths['/full/']: claim {word}: the pattern is found anywhere in the value; bind it with ^ and $ if the whole value is meant.");
        else Assert.EndsWith("0 warnings, 0 notes.\n", (await ByAsync("check")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ErrorTemplate", "../../etc/shadow")]
    [InlineData("Unauthorized", "file:../../etc/shadow")]
    public async Task A_file_outside_the_folder_is_read_only_by_its_absolute_path(string setting, string value)
    {
        _folder.With("Pages", $$"""{ "{{setting}}": "{{value}}" }""");

        var said = await ByAsync("check");

        Assert.Equal(1, said.Code);
        Assert.Equal(
            $"gateway.json:11: site \"example\": Pages.{setting}: \"{value}\" leaves the folder of this configuration. Write the absolute path if that is meant.\n"
            + $"  \"{setting}\": \"{value}\"\n  {new string(' ', setting.Length + 4)}^\n",
            said.Errors);
    }

    private async Task AssertWarningAsync(string line)
    {
        var said = await ByAsync("check");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Contains($"\n\nwarning: {line}\n\n", said.Output, StringComparison.Ordinal);
    }

    private async Task<Said> ByAsync(string command)
    {
        _folder.Read();
        var said = await Said.ByAsync(command, "--config", _folder.File);
        var folder = _folder.Folder + Path.DirectorySeparatorChar;
        return said with { Output = said.Output.Replace(folder, "", StringComparison.Ordinal), Errors = said.Errors.Replace(folder, "", StringComparison.Ordinal) };
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static void AssertNoSecret(Said said)
    {
        foreach (var secret in (string[])[Passphrase, Secret, "\"short\"", Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), Uri.EscapeDataString(Secret)])
            Assert.DoesNotContain(secret, said.Output + said.Errors, StringComparison.Ordinal);
    }
}
