using System.Text.Json;
using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

public sealed class NewTests : IDisposable
{
    private static readonly string[] Needed =
        ["--origin", "https://members.example.com", "--nats", "https://nats.example.com", "--client-id", "1,2,3", "--client-secret", "tell nobody"];

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-new-test-").FullName;

    private string File => Path.Combine(_folder, "gateway.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Options_alone_make_a_file_that_check_finds_good()
    {
        var said = await NewAsync(Needed);
        var check = await Said.ByAsync("check", "--config", File);

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal($"""
            Written: passphrase, upstream-secret, nats-secret, gateway.json, for this user alone (mode 600).
            Passphrase and upstream secret were made up; nobody needs to know them. Another user who runs Gateway must own these files.

            Next:
              1.  At NATS, add this server's address to MEMBER_OPENID_SECURE_IPS.
              2.  Let the web server at http://127.0.0.1:8081 answer to this machine only,
                  and run gateway-prepend.php first: README, "In front of my server". The
                  user that runs PHP must read upstream-secret too.
              3.  gateway check --config gateway.json
              4.  gateway serve --config gateway.json

            """.ReplaceLineEndings("\n"), said.Output);
        Assert.Equal("""
            {
              "Listen": [ "http://127.0.0.1:8080" ],
              "TrustedProxies": [ "127.0.0.1" ],   // the web server in front, which ends TLS
              "Sites": {
                "members-example-com": {   // part of every key, so it stays
                  "Origins": [ "https://members.example.com" ],
                  "RedirectUri": "/members/vanity.php",
                  "Passphrase": "file:passphrase",
                  "Provider": {
                    "MetadataUrl": "https://nats.example.com/.well-known/member-openid-configuration",
                    "ClientId": "1,2,3",
                    "ClientSecret": "file:nats-secret",
                    "UserInfoSignedResponseAlg": "RS256"
                  },
                  "Upstream": "http://127.0.0.1:8081",
                  "UpstreamSecret": "file:upstream-secret",   // by which it knows Gateway
                  "Paths": {
                    "/": "all granted",
                    "/members/": "valid-user"
                  }
                }
              }
            }

            """.ReplaceLineEndings("\n"), await TextAsync("gateway.json"));
        Assert.Equal((0, ""), (check.Code, check.Errors));
        Assert.EndsWith("gateway.json is good: 1 site, 0 warnings, 0 notes.\n", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_stand_in_files_of_their_own_that_only_this_user_may_read()
    {
        await NewAsync(Needed);
        string[] first = [await TextAsync("passphrase"), await TextAsync("upstream-secret")];
        await NewAsync([.. Needed, "--force"]);

        Assert.Equal("tell nobody", await TextAsync("nats-secret"));
        Assert.All(first, made => Assert.Matches("^[A-Za-z0-9+/]{43}=\n$", made));
        Assert.Equal(4, first.Append(await TextAsync("passphrase")).Append(await TextAsync("upstream-secret")).Distinct().Count());
        if (OperatingSystem.IsWindows()) return;
        foreach (var name in (string[])["gateway.json", "passphrase", "upstream-secret", "nats-secret"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Path.Combine(_folder, name)));
    }

    [Fact]
    public async Task A_person_at_a_terminal_is_asked_and_asked_again()
    {
        string[] lines =
        [
            "members.example.com", "https://members.example.com", "example", "", "https://nats.example.com/custom/metadata", "7", "secret \"quoted\" \\",
            "perhaps", "no", "http://127.0.0.1:9000/", "", "/members/v.php",
        ];

        var said = await AskedAsync(string.Join('\n', lines) + "\n");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.StartsWith("""
            Address of the members area, such as https://members.example.com.
            > Not yet: an origin begins with https:// or http://.
            Address of the members area, such as https://members.example.com.
            > Short name of the site; part of every key, so it stays. [members-example-com]
            > Address of NATS, such as https://nats.example.com.
            > Not yet: an answer is needed.
            Address of NATS, such as https://nats.example.com.
            > Site id at NATS; several with commas: 1,2,3.
            > MEMBER_OPENID_CLIENT_SECRET: the text itself, env:NAME or file:PATH.
            > Whether NATS signs userinfo, as it recommends. [yes]
            > Not yet: write yes or no.
            Whether NATS signs userinfo, as it recommends. [yes]
            > Address of the web server that runs your PHP. [http://127.0.0.1:8081]
            > Folder that only members may see. [/members/]
            > Path of the vanity URL. [/members/vanity.php]
            > Written: 
            """.ReplaceLineEndings("\n"), said.Output, StringComparison.Ordinal);
        Assert.Equal("secret \"quoted\" \\", await TextAsync("nats-secret"));
        var site = Assert.Single(ConfigurationReader.Read(File, _ => null).Configuration!.Sites.All);
        Assert.Equal(
            ("example", "https://nats.example.com/custom/metadata", "7", null, "http://127.0.0.1:9000/", "/members/v.php"),
            (site.Name, site.Provider.Address.ToString(), site.Provider.ClientId, site.Provider.UserInfoSignedResponseAlg, site.Upstreams.ToString(), site.RedirectUri.Path));
    }

    [Fact]
    public async Task Who_stops_answering_leaves_nothing_behind()
    {
        var said = await AskedAsync("https://members.example.com\n");

        Assert.Equal((2, "No answer, so nothing was written.\n"), (said.Code, said.Errors));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("gateway.json")]
    [InlineData("passphrase")]
    [InlineData("upstream-secret")]
    [InlineData("nats-secret")]
    public async Task A_file_that_is_there_is_overwritten_only_by_force(string name)
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, name), "keep", TestContext.Current.CancellationToken);

        var said = await NewAsync(Needed);
        var kept = await TextAsync(name);
        var forced = await NewAsync([.. Needed, "--force"]);

        Assert.Equal((1, $"{name} is there already. Say --force to overwrite it, or --config FILE for another place.\n", "keep"), (said.Code, said.Errors, kept));
        Assert.Equal(0, forced.Code);
        Assert.NotEqual("keep", await TextAsync(name));
    }

    [Theory]
    [InlineData("env:NATS_SECRET_OF_THE_TESTS", 1)]
    [InlineData("file:given", 0)]
    public async Task A_secret_that_stands_elsewhere_is_only_named(string reference, int code)
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, "given"), "tell nobody", TestContext.Current.CancellationToken);

        var said = await NewAsync([.. Needed[..^1], reference]);

        Assert.Equal(code, said.Code);
        Assert.False(System.IO.File.Exists(Path.Combine(_folder, "nats-secret")));
        if (code == 0) Assert.Contains($"\"ClientSecret\": \"file:{_folder}/given\"", await TextAsync("gateway.json"), StringComparison.Ordinal);
        else Assert.Equal("gateway.json:12: site \"members-example-com\": Provider.ClientSecret: \"env:NATS_SECRET_OF_THE_TESTS\" names an environment variable that is not set. Set it where the gateway is started.\n  \"ClientSecret\": \"env:NATS_SECRET_OF_THE_TESTS\"\n                  ^\n", said.Errors);
    }

    [Theory]
    [InlineData(2, "These are missing: --nats, --client-secret. Without a terminal every answer is an option.", "--origin", "https://a.example", "--client-id", "1")]
    [InlineData(2, "--origin \"a.example\": an origin begins with https:// or http://.", "--origin", "a.example")]
    [InlineData(2, "--site \"a b\": a name has letters, digits, _ and - only.", "--site", "a b")]
    [InlineData(2, "--nats \"nats\": an address begins with http:// or https://.", "--nats", "nats")]
    [InlineData(2, "--folder \"members\": a path begins with a slash.", "--folder", "members")]
    [InlineData(2, "--client-secret \"***\": an answer is needed.", "--client-secret", "")]
    public async Task Wrong_or_missing_answers_are_wrong_use(int code, string expected, params string[] arguments)
    {
        var said = await NewAsync(arguments);

        Assert.Equal((code, "", expected + "\n"), (said.Code, said.Output, said.Errors));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task What_the_reader_refuses_leaves_nothing_behind_and_is_said_as_by_check()
    {
        string[] http = [.. Needed, "--upstream", "http://127.0.0.1:8081/app"];

        var said = await NewAsync(http);
        var json = await NewAsync([.. http, "--json"]);

        const string Text = "has a path or a query. Write scheme, host and port alone: http://127.0.0.1:8081.";
        Assert.Equal((1, "", $"gateway.json:15: site \"members-example-com\": Upstream: \"http://127.0.0.1:8081/app\" {Text}\n  \"Upstream\": \"http://127.0.0.1:8081/app\"\n              ^\n"), (said.Code, said.Output, said.Errors));
        var report = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((1, false, Text), (json.Code, report.GetProperty("good").GetBoolean(), report.GetProperty("faults")[0].GetProperty("text").GetString()));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Json_names_what_was_written()
    {
        var said = await NewAsync([.. Needed, "--json"]);

        Assert.Equal("""
            {
              "file": "gateway.json",
              "good": true,
              "faults": [],
              "written": [
                "passphrase",
                "upstream-secret",
                "nats-secret",
                "gateway.json"
              ]
            }

            """.ReplaceLineEndings("\n"), said.Output);
    }

    private Task<string> TextAsync(string name) => System.IO.File.ReadAllTextAsync(Path.Combine(_folder, name), TestContext.Current.CancellationToken);

    private async Task<Said> NewAsync(params string[] arguments) => Short(await Said.ByAsync(["new", "--config", File, .. arguments]));

    private async Task<Said> AskedAsync(string answers)
    {
        using var lines = new StringReader(answers);
        return Short(await Said.ByAsync(terminal => terminal with { Answers = lines, ReadHidden = lines.ReadLine, CanAsk = true }, "new", "--config", File));
    }

    private Said Short(Said said) => said with
    {
        Output = said.Output.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
        Errors = said.Errors.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal),
    };
}
