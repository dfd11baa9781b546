using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Deploy;

/// <summary>The recipes of "In front of my server": the samples of the README and the very files of <c>deploy/upstream</c>, before real servers.</summary>
public sealed partial class RecipeTests
{
    private static readonly JsonDocumentOptions Comments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly string Page = File.ReadAllText(Path.Combine(Sources.Root, "deploy", "upstream", "README.md"));

    [Theory]
    [MemberData(nameof(PhpUpstream.Servers), MemberType = typeof(PhpUpstream))]
    public async Task The_page_that_names_its_reader_shows_that_it_works(PhpKind kind)
    {
        using var area = new PhpArea();
        Directory.CreateDirectory(area["/members"]);
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await php.StartGatewayAsync(site => Take(site, "in front of my server", php.Address!.ToString()));
        var browser = await gateway.SignedInAsync("alice");

        await RunAsync(Line("echo ").Replace("/var/www/site", area.Root, StringComparison.Ordinal));

        Assert.Equal("I am alice\n", (await browser.GetAsync("/members/whoami.php")).Text);
        var past = await DirectRequest.SendAsync(php, "GET", new Uri(Line("curl ").Split(' ')[1]).AbsolutePath);
        Assert.Equal((403, true), (past.Status, Page.Contains($"`{past.Text.Trim()}`", StringComparison.Ordinal)));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task The_same_page_says_it_over_php_fpm_without_a_web_server()
    {
        using var area = new PhpArea();
        area.OpenToServers();
        Directory.CreateDirectory(area["/members"]);
        await using var php = await PhpFpm.StartAsync(await File.ReadAllTextAsync(Path.Combine(Sources.Root, "deploy", "upstream", "php-fpm-alone.conf"), TestContext.Current.CancellationToken), "/run/php/example.sock");
        await using var gateway = await GatewayHost.StartAsync(site =>
            site["Upstream"] = Sample("php-fpm", text => text.Replace("/var/www/site", area.Root, StringComparison.Ordinal).Replace("unix:/run/php/example.sock", php.Address, StringComparison.Ordinal)));
        var browser = await gateway.SignedInAsync("alice");

        await RunAsync(Line("echo ").Replace("/var/www/site", area.Root, StringComparison.Ordinal));

        Assert.Equal("I am alice\n", (await browser.GetAsync("/members/whoami.php")).Text);
        gateway.AssertQuiet();
    }

    [Fact]
    public void Every_file_that_is_named_is_there_and_every_file_is_named()
    {
        var folder = Path.Combine(Sources.Root, "deploy", "upstream");
        var files = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(file => file != "README.md").Order().ToList();

        Assert.Equal(files, Links().Matches(Page).Select(link => link.Groups[1].Value).Distinct().Order());
        Assert.All(Named().Matches(ReadmeSample.Readme).Select(name => name.Groups[1].Value), name => Assert.True(File.Exists(Path.Combine(folder, name)), name));
    }

    [Theory]
    [InlineData("apache-mod-php.conf", "Listen 127.0.0.1:8081")]
    [InlineData("apache-php-fpm.conf", "Listen 127.0.0.1:8081")]
    [InlineData("nginx-php-fpm.conf", "listen 127.0.0.1:8081;")]
    [InlineData("php-s.sh", "-S 127.0.0.1:8081")]
    [InlineData("README.md", "**The server must listen on 127.0.0.1 only**")]
    public void F80_Every_server_listens_to_this_machine_only(string file, string line) =>
        Assert.Contains(line, File.ReadAllText(Path.Combine(Sources.Root, "deploy", "upstream", file)), StringComparison.Ordinal);

    // What the sample writes for a site, with the test's own server and secret.
    private static void Take(JsonObject site, string name, string upstream)
    {
        foreach (var (setting, value) in Sample(name, text => text).AsObject()) site[setting] = value!.DeepClone();
        (site["Upstream"], site["UpstreamSecret"]) = (upstream, UpstreamFiles.Secret);
    }

    private static JsonNode Sample(string name, Func<string, string> change) => JsonNode.Parse(change(ReadmeSample.Named(name)), documentOptions: Comments)!;

    private static string Line(string begins) => Page.Split('\n').Single(line => line.StartsWith(begins, StringComparison.Ordinal));

    private static async Task RunAsync(string line)
    {
        using var shell = Process.Start("sh", ["-c", line]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }

    [GeneratedRegex(@"\]\(([a-z-]+\.[a-z]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"deploy/upstream/([a-z-]+\.[a-z]+)")]
    private static partial Regex Named();
}
