using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

public sealed partial class ExplainTests : IDisposable
{
    private const string Trial = """{"username":"bob","trial":"1"}""";

    private readonly ConfigurationFolder _folder = new();

    public ExplainTests() => _folder.With("Pages", """{ "Unauthorized": "/members/unauth.php" }""").With("Paths", """
        {
          "/": "all granted", "/members/": "valid-user", "/members/unauth.php": "all granted", "/members/full/": "claim trial:0",
          "/api/": { "Require": "valid-user", "Unauthenticated": 410 }, "/closed/": "all denied", "/any/": { "RequireAny": [ "valid-user", "claim trial:0" ] },
          "/upload/": [ "valid-user", { "Require": "claim trial:0", "Methods": [ "POST" ] } ],
          "*.css": "all granted"
        }
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_denial_is_explained_by_its_rule_in_the_words_of_the_log() => await AssertSaysAsync("""
        DENY  GET /members/full/a.mp4  for bob
        Refused (denied_by_rule, 401) site=example rule="/members/full/ Require claim trial:0" member="bob"
        A page shows /members/unauth.php, a script gets JSON of that status.

        One rule was asked:
          DENY  path  /members/full/a.mp4  /members/full/ Require claim trial:0

        """, "/members/full/a.mp4", Trial);

    [Fact]
    public async Task Both_look_ups_are_shown_where_they_find_different_rules() => await AssertSaysAsync("""
        DENY  GET /Members/FULL/a.mp4  for bob
        Refused (denied_by_rule, 401) site=example rule="/members/full/ Require claim trial:0" member="bob"
        A page shows /members/unauth.php, a script gets JSON of that status.

        These rules were asked, and all must allow:
          allow  path          /Members/FULL/a.mp4  / Require all granted
          DENY   path, folded  /members/full/a.mp4  /members/full/ Require claim trial:0

        """, "/Members/FULL/a.mp4", Trial);

    [Fact]
    public async Task The_script_in_a_path_is_asked_about_too() => await AssertSaysAsync("""
        DENY  GET /members/full/a.php/x.css  for bob
        Refused (denied_by_rule, 401) site=example rule="/members/full/ Require claim trial:0" member="bob"
        A page shows /members/unauth.php, a script gets JSON of that status.

        These rules were asked, and all must allow:
          allow  path    /members/full/a.php/x.css  *.css Require all granted
          DENY   script  /members/full/a.php        /members/full/ Require claim trial:0

        """, "/members/full/a.php/x.css", Trial);

    [Fact]
    public async Task The_file_behind_a_path_is_asked_about_where_gateway_knows_it()
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder.Folder, "site", "open")).Parent!;
        Directory.CreateDirectory(Path.Combine(root.FullName, "members", "full"));
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "members", "full", "a.php"), "<?php", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(root.FullName, "open", "a.php"), Path.Combine(root.FullName, "members", "full", "a.php"));
        _folder.With("Upstream", $$"""{ "FastCgi": "127.0.0.1:9", "Root": "{{root.FullName}}" }""");

        await AssertSaysAsync("""
            DENY  GET /open/a.php  for bob
            Refused (denied_by_rule, 401) site=example rule="/members/full/ Require claim trial:0" member="bob"
            A page shows /members/unauth.php, a script gets JSON of that status.

            These rules were asked, and all must allow:
              allow  path  /open/a.php          / Require all granted
              DENY   file  /members/full/a.php  /members/full/ Require claim trial:0

            """, "/open/a.php", Trial);
    }

    [Fact]
    public async Task A_path_that_is_refused_says_why() => await AssertSaysAsync("""
        400  GET /members%2Ffull/  whoever asks
        Refused (path_refused, 400) site=example detail="the path holds %2F, a slash that is not one to every program"
        No rule is asked, and nothing is passed on: two programs could read this path in two ways.

        """, "/members%2Ffull/", Trial);

    [Fact]
    public async Task Somebody_who_is_not_signed_in_goes_to_the_login() => await AssertSaysAsync("""
        LOGIN  GET /members/x  for somebody who is not signed in
        site=example rule="/members/ Require valid-user"
        A page goes to the login, a script gets 401.

        One rule was asked:
          LOGIN  path  /members/x  /members/ Require valid-user

        """, "//members/./y/../x", null);

    [Fact]
    public async Task The_vanity_url_is_asked_about_with_no_rule() => await AssertSaysAsync("""
        vanity URL  GET /members/vanity.php  whoever asks
        site=example
        Gateway answers this address itself, by its query: no rule is asked, and nothing is passed on.

        """, "/members/vanity.php?logout=/", null);

    [Fact]
    public async Task H22_A_line_without_effect_is_said() => await AssertSaysAsync("""
        allow  GET /any/x  for bob
        site=example rule="/any/ RequireAny ( valid-user | claim trial:0 )" member="bob"
        Passed on to http://127.0.0.1:8081, which is told who is signed in.

        One rule was asked:
          allow  path  /any/x  /any/ RequireAny ( valid-user | claim trial:0 )

        warning: claim trial:0 has no effect: one rule of several is enough, and another lets in more; use RequireAll if both must hold.

        """, "https://a.example/any/x", Trial);

    [Theory]
    [InlineData("/closed/x", null, "GET", "DENY", "Refused (denied_to_all, 403) site=example rule=\"/closed/ Require all denied\"", "Nobody may open this address, signed in or not.")]
    [InlineData("/api/x", null, "GET", "LOGIN", "site=example rule=\"/api/ Require valid-user\"", "Pages and scripts get 410: the rule says so.")]
    [InlineData("/upload/x", Trial, "POST", "DENY", "Refused (denied_by_rule, 401) site=example rule=\"/upload/ Require claim trial:0\" member=\"bob\"", "A page shows /members/unauth.php, a script gets JSON of that status.")]
    [InlineData("/upload/x", Trial, "PUT", "allow", "site=example rule=\"/upload/ Require valid-user\" member=\"bob\"", "Passed on to http://127.0.0.1:8081, which is told who is signed in.")]
    [InlineData("/x", null, "GET", "allow", "site=example rule=\"/ Require all granted\"", "Passed on to http://127.0.0.1:8081, which is not told who is signed in.")]
    public async Task Each_answer_has_its_words(string path, string? claims, string method, string outcome, string reason, string meaning)
    {
        var lines = (await ExplainAsync(path, claims, "--method", method)).Output.Split('\n');

        Assert.StartsWith($"{outcome}  {method} {path}  ", lines[0], StringComparison.Ordinal);
        Assert.Equal([reason, meaning], lines[1..3]);
    }

    [Theory]
    [InlineData("get", "/x", "method_spelling", "The rules allow it, but it is not passed on: method names count by letter case, and two programs could read this one differently.")]
    [InlineData("TRACE", "/members/full/x", "request_method", "No rule is asked, and nothing is passed on: this method is served on no path.")]
    [InlineData("connect", "/x", "request_method", "No rule is asked, and nothing is passed on: this method is served on no path.")]
    [InlineData("PUT", "/members/vanity.php", "vanity_method", "Gateway answers this address itself, and it is opened with GET or POST.")]
    [InlineData("POST", "/files/a.txt", "file_method", "The rules allow it, but this is a file: it is read with GET or HEAD, and nothing else.")]
    public async Task A_method_that_is_served_nowhere_says_so(string method, string path, string reason, string meaning)
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder.Folder, "site", "files")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "files", "a.txt"), "text", TestContext.Current.CancellationToken);
        _folder.With("Upstream", $$"""{ "/files/": { "FastCgi": "127.0.0.1:9", "Root": "{{root}}" }, "/": "http://127.0.0.1:8081" }""");

        var lines = (await ExplainAsync(path, Trial, "--method", method)).Output.Split('\n');

        Assert.StartsWith($"405  {method} {path}  ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"Refused ({reason}, 405) site=example", lines[1], StringComparison.Ordinal);
        Assert.Equal(meaning, lines[2]);
    }

    [Theory]
    [InlineData("""{"trial":"1"}""", "GET", "these claims name no user (Identity.RemoteUserClaim is username): such a member would not get through the login (no_user_name)")]
    [InlineData(Trial, "get", "method names count by letter case, and browsers send GET")]
    public async Task What_could_not_be_so_is_said(string claims, string method, string expected)
    {
        var said = await ExplainAsync("/x", claims, "--method", method);

        Assert.EndsWith($"\n\nwarning: {expected}.\n", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_the_same_to_a_machine()
    {
        var said = await ExplainAsync("/Members/full/a", Trial, "--json");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal("""
            {
              "site": "example",
              "method": "GET",
              "path": "/Members/full/a",
              "outcome": "DENY",
              "member": "bob",
              "forWhoeverAsks": false,
              "reason": "denied_by_rule",
              "status": 401,
              "rule": "/members/full/ Require claim trial:0",
              "asked": [
                {
                  "reading": "path",
                  "path": "/Members/full/a",
                  "rule": "/ Require all granted",
                  "says": "allow"
                },
                {
                  "reading": "path, folded",
                  "path": "/members/full/a",
                  "rule": "/members/full/ Require claim trial:0",
                  "says": "DENY"
                }
              ],
              "meaning": "A page shows /members/unauth.php, a script gets JSON of that status.",
              "warnings": []
            }

            """.ReplaceLineEndings("\n"), said.Output);
    }

    [Theory]
    [InlineData("--site b is unknown", "--site \"b\" is not in gateway.json. Its sites: example.", "--path", "/x", "--site", "b")]
    [InlineData("another host", "--path \"https://b.example/x\" is on no origin of gateway.json. Its sites: example.", "--path", "https://b.example/x")]
    [InlineData("no path", "--path \"members\" is no path. Write one that begins with a slash, such as /members/, or the whole URL.", "--path", "members")]
    [InlineData("no JSON", "--claims is no JSON, or is nested deeper than 32 levels. Write one JSON object in single quotes: --claims '{\"username\":\"bob\",\"trial\":\"1\"}'.", "--path", "/x", "--claims", "trial:0")]
    [InlineData("no object", "--claims is no JSON object. Write one JSON object in single quotes: --claims '{\"username\":\"bob\",\"trial\":\"1\"}'.", "--path", "/x", "--claims", "[]")]
    public async Task Wrong_use_says_what_to_write_and_ends_with_2(string what, string expected, params string[] arguments)
    {
        _folder.Read();

        var said = await Said.ByAsync(["explain", "--config", _folder.File, .. arguments]);

        Assert.True(said.Code == 2, what);
        Assert.Equal(expected + "\n", said.Errors.Replace(_folder.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
        Assert.Empty(said.Output);
    }

    [Fact]
    public async Task Of_several_sites_one_is_named_or_found_by_the_url()
    {
        _folder.OtherSite = "\"b\": { \"Origins\": [ \"https://b.example\" ], \"RedirectUri\": \"/v\", \"Passphrase\": \"another long passphrase\", \"Provider\": "
            + ConfigurationFolder.Provider() + ", \"Upstream\": \"http://127.0.0.1:8082\", \"Paths\": { \"/\": \"valid-user\" } }";

        var open = await ExplainAsync("/x", null);
        var named = await ExplainAsync("/x", null, "--site", "b");
        var byUrl = await ExplainAsync("https://B.example/x?y", null);

        Assert.Equal((2, "gateway.json has several sites. Say which one is meant: --site example or b.\n"), (open.Code, open.Errors));
        Assert.Contains("site=b rule=\"/ Require valid-user\"", named.Output, StringComparison.Ordinal);
        Assert.Equal(named.Output, byUrl.Output);
    }

    [Theory]
    [InlineData("bob", "/members/full/a", "denied_by_rule")]
    [InlineData("bob", "/closed/a.php/x", "denied_to_all")]
    [InlineData("bob", "/members/%2e%2e%2fx", "path_refused")]
    [InlineData("bob", "/members/a", "method_spelling", "post")]
    [InlineData("bob", GatewayHost.Vanity, "vanity_method", "DELETE")]
    public async Task Explain_says_what_the_log_of_the_same_request_says(string member, string path, string reason, string method = "GET")
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Paths"]!["/closed/"] = "all denied");
        var browser = await gateway.SignedInAsync(member);
        var answer = await RawRequest.SendAsync(gateway, $"{method} {path} HTTP/1.1", ["Host: a.example", "Cookie: __Host-gateway=" + browser.SessionCookie]);
        var line = Assert.Single(gateway.Log.All, line => line.Text.StartsWith("Refused (", StringComparison.Ordinal)).Text;
        Assert.StartsWith($"Refused ({reason}, {answer.Status}) ", line, StringComparison.Ordinal);

        var said = await Said.ByAsync("explain", "--config", gateway.Configuration.File, "--path", path, "--method", method, "--claims", gateway.Nats.Members[member].Claims.Copy().ToJsonString());

        // The line of the log also has fields that are empty here, and the reference of its page.
        var words = said.Output.Split('\n')[1];
        Assert.StartsWith(words.Split(" site=")[0] + " site=a rule=", line, StringComparison.Ordinal);
        var fields = Fields().Matches(words);
        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Contains(" " + field.Value, line, StringComparison.Ordinal));
    }

    [System.Text.RegularExpressions.GeneratedRegex("""[a-z]+=(?:"[^"]*"|\S+)""")]
    private static partial System.Text.RegularExpressions.Regex Fields();

    private async Task AssertSaysAsync(string expected, string path, string? claims)
    {
        var said = await ExplainAsync(path, claims);

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Equal(expected.ReplaceLineEndings("\n"), said.Output);
    }

    private async Task<Said> ExplainAsync(string path, string? claims, params string[] more)
    {
        _folder.Read();
        string[] member = claims is null ? [] : ["--claims", claims];
        var said = await Said.ByAsync(["explain", "--config", _folder.File, "--path", path, .. member, .. more]);
        return said with { Errors = said.Errors.Replace(_folder.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) };
    }
}
