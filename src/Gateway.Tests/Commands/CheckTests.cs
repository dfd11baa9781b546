using System.Text.Json;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

public sealed class CheckTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_file_is_shown_site_by_site_with_the_table_of_who_may_see_what()
    {
        _folder.With("Paths", """
            {
              "/": "all granted", "/members/": "valid-user", "/members/full/": "claim trial:0",
              "/members/a-folder-with-a-very-long-name-indeed/": { "RequireAll": [ "claim trial:0", "claim level~^(gold|platinum)$", "claim status:1" ] },
              "*.zip": [ { "Require": "claim trial:0", "Methods": [ "POST" ], "Unauthenticated": 401 }, "valid-user" ]
            }
            """);

        var said = await CheckAsync();

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal("""
            example  https://a.example
              upstream       http://127.0.0.1:8081
              provider       https://nats.example/.well-known/x
              client id      1,2,3
              client secret  *** (7266)
              passphrase     *** (79d3)
              vanity URL     https://a.example/members/vanity.php

              Who may see what (of the lines that fit a path, the last decides):
              /               Require all granted
              /members/       Require valid-user
              /members/full/  Require claim trial:0
              /members/a-folder-with-a-very-long-name-indeed/
                              RequireAll ( claim trial:0 & claim level~^(gold|platinum)$ &
                              claim status:1 )
              *.zip           Require valid-user
              *.zip           Require claim trial:0 [POST only] [not signed in: 401]

            Sessions are kept in memory.

            gateway.json is good: 1 site, 0 warnings, 0 notes.

            """.ReplaceLineEndings("\n"), Short(said.Output));
    }

    [Fact]
    public async Task Doubts_follow_the_table_and_leave_the_file_good()
    {
        _folder.With("Paths", """{ "/": "all granted", "/members/": "valid-user", "/members/tour/": "all granted", "~^x/": "valid-user" }""");

        var said = await CheckAsync();

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.EndsWith("""
            warning: gateway.json:10: site "example": Paths['~^x/']: fits no path that a request can have: paths begin with a slash, are decoded, and end before the question mark.
            note: gateway.json:10: site "example": Paths['/members/tour/']: open to everybody, though "/members/ Require valid-user" holds around it; leave it if that is meant.

            gateway.json is good: 1 site, 1 warning, 1 note.

            """.ReplaceLineEndings("\n"), Short(said.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_faulty_file_is_a_line_a_fault_and_exit_code_1()
    {
        _folder.With("Upstream", "\"8081\"").With("Paths", """{ "/": "valid user" }""");

        var said = await CheckAsync();

        Assert.Equal((1, ""), (said.Code, said.Output));
        Assert.Equal("""
            gateway.json:9: site "example": Upstream: "8081" is no address. Write http:// or https://, a host and no user, blank or fragment.
              "Upstream": "8081"
                          ^
            gateway.json:10: site "example": Paths['/']: "valid user" is refused: "valid user": valid is not understood here; understood are: all granted, all denied, valid-user, user NAME…, claim NAME:VALUE…, and not in front of these.
              "/": "valid user"
                   ^

            """.ReplaceLineEndings("\n"), Short(said.Errors));
    }

    [Fact]
    public async Task Json_says_the_same_to_a_machine()
    {
        _folder.With("Paths", """{ "/": { "Require": "all granted", "Identity": "IfSignedIn" }, "/members/": { "Require": "valid-user", "Methods": [ "POST" ], "Unauthenticated": "Login" } }""")
            .With("Passphrase", "\"short\"");

        var said = await CheckAsync("--json");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal("""
            {
              "file": "gateway.json",
              "good": true,
              "faults": [],
              "warnings": [
                {
                  "file": "gateway.json",
                  "line": 7,
                  "site": "example",
                  "setting": "Passphrase",
                  "value": "*** (18a0)",
                  "text": "is shorter than 20 characters. Write a longer one: whoever guesses it opens every session."
                }
              ],
              "notes": [],
              "sessions": "in memory",
              "sites": [
                {
                  "name": "example",
                  "origins": [
                    "https://a.example"
                  ],
                  "redirectUri": "https://a.example/members/vanity.php",
                  "upstream": "http://127.0.0.1:8081",
                  "metadataUrl": "https://nats.example/.well-known/x",
                  "clientId": "1,2,3",
                  "clientSecret": "*** (7266)",
                  "passphrases": [
                    "*** (18a0)"
                  ],
                  "paths": [
                    {
                      "path": "/",
                      "rule": "Require all granted",
                      "identity": "IfSignedIn"
                    },
                    {
                      "path": "/members/",
                      "rule": "Require valid-user",
                      "methods": [
                        "POST"
                      ],
                      "unauthenticated": "Login"
                    }
                  ]
                }
              ]
            }

            """.ReplaceLineEndings("\n"), Short(said.Output));
    }

    [Fact]
    public async Task Json_of_a_faulty_file_holds_its_faults_and_ends_with_1()
    {
        var said = await Said.ByAsync("check", "--json", "--config", "/nowhere/gateway.json");

        Assert.Equal((1, ""), (said.Code, said.Errors));
        var report = JsonDocument.Parse(said.Output).RootElement;
        Assert.False(report.GetProperty("good").GetBoolean());
        Assert.Equal("cannot be read. Start the gateway in its folder, or say --config FILE.", report.GetProperty("faults")[0].GetProperty("text").GetString());
        Assert.Empty(report.GetProperty("sites").EnumerateArray());
    }

    [Fact]
    public async Task Colours_are_for_a_terminal_only()
    {
        _folder.Read();

        var piped = await CheckAsync();
        var shown = await Said.ByAsync(terminal => terminal with { HasColours = true }, "check", "--config", _folder.File);

        Assert.DoesNotContain('\e', piped.Output);
        Assert.Contains("\e[1mexample  https://a.example\e[0m", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"\e[32m{_folder.File} is good\e[0m", shown.Output, StringComparison.Ordinal);
    }

    private Task<Said> CheckAsync(params string[] more)
    {
        _folder.Read();
        return Said.ByAsync(["check", "--config", _folder.File, .. more]);
    }

    private string Short(string text) => text.Replace(_folder.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
