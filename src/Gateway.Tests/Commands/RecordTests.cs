using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>An edit that opens a door is seen before it is served.</summary>
public sealed class RecordTests : IDisposable
{
    private const string Paths = """
        { "/": "all granted", "/members/": "valid-user", "/members/full/": "claim trial:0", "/members/now/": "claim status:1", "/closed/": "all denied",
          "/upload/": [ "valid-user", { "Require": "claim trial:0", "Methods": [ "GET", "PUT" ] } ], "*.zip": "claim trial:0", "~^/(news|blog)/": "valid-user" }
        """;

    private readonly ConfigurationFolder _folder = new();

    public RecordTests() => _folder.With("Paths", Paths);

    private string File => Path.Combine(_folder.Folder, "access.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_may_see_what_is_written_down_one_line_a_path()
    {
        var said = await ByAsync("--record", File);

        Assert.Equal((0, "", "access.json: 17 paths for none, trial, full, expired.\n"), (said.Code, said.Errors, said.Output));
        Assert.Equal("""
            {
              "kinds": {
                "none": null,
                "trial": { "username": "trial", "trial": "1", "status": "1" },
                "full": { "username": "full", "trial": "0", "status": "1" },
                "expired": { "username": "expired", "trial": "0", "status": "2" }
              },
              "sites": {
                "example": {
                  "/": { "none": "allow", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/made-up": { "none": "allow", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/closed/": { "none": "DENY", "trial": "DENY", "full": "DENY", "expired": "DENY" },
                  "/closed/made-up": { "none": "DENY", "trial": "DENY", "full": "DENY", "expired": "DENY" },
                  "/upload/": { "none": "LOGIN", "trial": "DENY", "full": "allow", "expired": "allow" },
                  "POST /upload/": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/upload/made-up": { "none": "LOGIN", "trial": "DENY", "full": "allow", "expired": "allow" },
                  "POST /upload/made-up": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/members/": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/members/made-up": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/members/now/": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "DENY" },
                  "/members/now/made-up": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "DENY" },
                  "/members/full/": { "none": "LOGIN", "trial": "DENY", "full": "allow", "expired": "allow" },
                  "/members/full/made-up": { "none": "LOGIN", "trial": "DENY", "full": "allow", "expired": "allow" },
                  "/made-up.zip": { "none": "LOGIN", "trial": "DENY", "full": "allow", "expired": "allow" },
                  "/news/": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "allow" },
                  "/blog/": { "none": "LOGIN", "trial": "allow", "full": "allow", "expired": "allow" }
                }
              }
            }

            """.ReplaceLineEndings("\n"), await TextAsync());
    }

    [Fact]
    public async Task The_same_file_is_as_recorded()
    {
        await ByAsync("--record", File);

        var said = await ByAsync("--expect", File);

        Assert.Equal((0, "", "As recorded in access.json: 17 paths for none, trial, full, expired.\n"), (said.Code, said.Errors, said.Output));
    }

    [Theory]
    [InlineData("\"/members/full/\": \"claim trial:0\"", "\"/members/full/\": \"valid-user\"", "/members/full/: trial  DENY -> allow", "/members/full/made-up: trial  DENY -> allow")]
    [InlineData("\"/members/\": \"valid-user\", ", "", "/members/: none  LOGIN -> allow", "/members/made-up: none  LOGIN -> allow")]
    [InlineData("\"*.zip\": \"claim trial:0\"", "\"*.zip\": \"all granted\"", "/made-up.zip: none  LOGIN -> allow", "/made-up.zip: trial  DENY -> allow")]
    [InlineData("\"~^/(news|blog)/\": \"valid-user\"", "\"~^/news/\": \"valid-user\"", "/blog/: none  LOGIN -> allow")]
    [InlineData("\"GET\", \"PUT\"", "\"PUT\"", "/upload/: trial  DENY -> allow", "/upload/made-up: trial  DENY -> allow",
        "PUT /upload/: none  not recorded -> LOGIN", "PUT /upload/: trial  not recorded -> DENY", "PUT /upload/: full  not recorded -> allow", "PUT /upload/: expired  not recorded -> allow",
        "PUT /upload/made-up: none  not recorded -> LOGIN", "PUT /upload/made-up: trial  not recorded -> DENY", "PUT /upload/made-up: full  not recorded -> allow", "PUT /upload/made-up: expired  not recorded -> allow")]
    [InlineData("\"/closed/\": \"all denied\"", "\"/closed/\": \"all denied\", \"/members/full/tour.php\": \"all granted\"",
        "/members/full/tour.php: none  not recorded -> allow", "/members/full/tour.php: trial  not recorded -> allow", "/members/full/tour.php: full  not recorded -> allow", "/members/full/tour.php: expired  not recorded -> allow",
        "/members/full/tour.php/made-up: none  not recorded -> allow", "/members/full/tour.php/made-up: trial  not recorded -> allow", "/members/full/tour.php/made-up: full  not recorded -> allow", "/members/full/tour.php/made-up: expired  not recorded -> allow")]
    [InlineData("\"/members/now/\": \"claim status:1\"", "\"/members/now/\": \"all denied\"",
        "/members/now/: none  LOGIN -> DENY", "/members/now/: trial  allow -> DENY", "/members/now/: full  allow -> DENY",
        "/members/now/made-up: none  LOGIN -> DENY", "/members/now/made-up: trial  allow -> DENY", "/members/now/made-up: full  allow -> DENY")]
    public async Task An_edit_is_said_one_line_a_difference(string before, string after, params string[] expected)
    {
        await ByAsync("--record", File);
        Assert.Contains(before, Paths, StringComparison.Ordinal);
        _folder.With("Paths", Paths.Replace(before, after, StringComparison.Ordinal));

        var said = await ByAsync("--expect", File);

        Assert.Equal((1, ""), (said.Code, said.Errors));
        var lines = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines[..^1].Order(StringComparer.Ordinal));
        Assert.Equal($"{expected.Length} {(expected.Length == 1 ? "change" : "changes")} since access.json. If meant: gateway check --record access.json", lines[^1]);
    }

    [Fact]
    public async Task Kinds_of_the_owner_stay_in_the_file_and_are_tried()
    {
        _folder.With("Paths", """{ "/": "all granted", "/vip/": "claim level:gold" }""");
        var first = await ByAsync("--record", File);
        await System.IO.File.WriteAllTextAsync(File, (await TextAsync()).Replace("\"none\": null,", "\"none\": null, \"gold\": { \"username\": \"x\", \"level\": \"gold\" },", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var before = await ByAsync("--expect", File);
        var again = await ByAsync("--record", File);
        _folder.With("Paths", """{ "/": "all granted", "/vip/": "claim level:silver" }""");
        var after = await ByAsync("--expect", File);

        Assert.EndsWith("warning: no kind has the claim of \"claim level:gold\". Add it to a kind in access.json and record again, or an edit of that rule is not seen.\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("/vip/: gold  not recorded -> allow\n", before.Output, StringComparison.Ordinal);
        Assert.Equal("access.json: 4 paths for none, gold, trial, full, expired.\n", again.Output);
        Assert.Equal("/vip/: gold  allow -> DENY\n/vip/made-up: gold  allow -> DENY\n2 changes since access.json. If meant: gateway check --record access.json\n", after.Output);
    }

    [Fact]
    public async Task Of_several_sites_each_line_names_its_own()
    {
        _folder.OtherSite = Other("b");
        await ByAsync("--record", File);
        _folder.OtherSite = Other("c");
        _folder.With("Paths", Paths.Replace("\"/members/full/\": \"claim trial:0\"", "\"/members/full/\": \"valid-user\"", StringComparison.Ordinal));

        var said = await ByAsync("--expect", File);

        Assert.Equal(1, said.Code);
        Assert.Contains("b: recorded -> no such site\n", said.Output, StringComparison.Ordinal);
        Assert.Contains("example /members/full/: trial  DENY -> allow\n", said.Output, StringComparison.Ordinal);
        Assert.Contains("c /: none  not recorded -> LOGIN\n", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_the_same_to_a_machine()
    {
        await ByAsync("--record", File);
        _folder.With("Paths", Paths.Replace("\"*.zip\": \"claim trial:0\"", "\"*.zip\": \"valid-user\"", StringComparison.Ordinal));

        var said = await ByAsync("--expect", File, "--json");

        Assert.Equal(1, said.Code);
        Assert.Equal("""
            {
              "record": "access.json",
              "asRecorded": false,
              "changes": [
                {
                  "site": "example",
                  "path": "/made-up.zip",
                  "kind": "trial",
                  "was": "DENY",
                  "is": "allow"
                }
              ]
            }

            """.ReplaceLineEndings("\n"), said.Output);
    }

    [Theory]
    [InlineData("--record", "{ \"Sites\": {} }", "access.json is no record of gateway check --record (line 1). It is left as it is.\n")]
    [InlineData("--expect", "not json", "access.json is no record of gateway check --record (line 1).\n")]
    [InlineData("--expect", "{ \"kinds\": { \"none\": 1 }, \"sites\": {} }", "access.json: \"kinds\" are objects of claims, or null for somebody who is not signed in.\n")]
    [InlineData("--expect", null, "access.json cannot be read. Write it first: gateway check --record access.json\n")]
    public async Task What_is_no_record_is_a_fault_and_stays_as_it_is(string option, string? content, string expected)
    {
        if (content is not null) _folder.Beside("access.json", System.Text.Encoding.UTF8.GetBytes(content));

        var said = await ByAsync(option, File);

        Assert.Equal((1, "", expected), (said.Code, said.Output, said.Errors));
        if (content is not null) Assert.Equal(content, await TextAsync());
    }

    [Fact]
    public async Task Record_and_expect_are_two_steps()
    {
        var said = await ByAsync("--record", File, "--expect", File);

        Assert.Equal(2, said.Code);
        Assert.StartsWith("--record and --expect are two steps: write one of them.\n", said.Errors, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    private static string Other(string name) =>
        $"\"{name}\": {{ \"Origins\": [ \"https://{name}.example\" ], \"RedirectUri\": \"/v\", \"Passphrase\": \"another long passphrase\", \"Provider\": "
        + ConfigurationFolder.Provider() + ", \"Upstream\": \"http://127.0.0.1:8082\", \"Paths\": { \"/\": \"valid-user\" } }";

    private Task<string> TextAsync() => System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);

    private async Task<Said> ByAsync(params string[] arguments)
    {
        _folder.Read();
        var said = await Said.ByAsync(["check", "--config", _folder.File, .. arguments]);
        var folder = _folder.Folder + Path.DirectorySeparatorChar;
        return said with { Output = said.Output.Replace(folder, "", StringComparison.Ordinal), Errors = said.Errors.Replace(folder, "", StringComparison.Ordinal) };
    }
}
