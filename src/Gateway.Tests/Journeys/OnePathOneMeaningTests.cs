using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Whatever path is made up of every trick of corpus F, as raw bytes on the wire: the file that PHP ran or that was sent lies under rules
/// that the member meets, whoever runs PHP, and whatever the disk takes for the same name.
/// </summary>
public sealed class OnePathOneMeaningTests
{
    private const int Paths = 400;

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("trial", false)]
    [InlineData("full", false)]
    [InlineData("nobody", true)]
    [InlineData("trial", true)]
    public async Task The_file_that_is_served_lies_under_the_rules_that_were_judged(string who, bool frontController)
    {
        using var area = Area();
        area.Script("dump.php", "/uploads/shell.php");
        area.Link("/m", "members");
        area.Link("/public/full", "../members/full");
        area.Link("/public/linked.php", "../members/full/x.php");
        area.Text("/.env", "file:/.env");
        area.Text("/.git/x.php", "file:/.git/x.php");

        await AskPhpAsync(area, who, frontController, seed: 1, file => file);
    }

    // A disk that knows no letter case: every spelling of every name is there and is the same file.
    [Theory]
    [InlineData("nobody", false)]
    [InlineData("trial", false)]
    [InlineData("nobody", true)]
    [InlineData("trial", true)]
    public async Task So_it_does_where_the_disk_knows_no_letter_case(string who, bool frontController)
    {
        using var area = Area();
        foreach (var path in TrickyPaths.Scripts.SelectMany(Spellings)) area.Script("dump.php", path);
        foreach (var path in TrickyPaths.Pictures) foreach (var spelled in Spellings(path)) area.Text(spelled, "file:" + path);

        await AskPhpAsync(area, who, frontController, seed: 2, file => file.ToLowerInvariant());
    }

    [Theory]
    [InlineData(PhpKind.ApacheModPhp, "nobody")]
    [InlineData(PhpKind.ApacheModPhp, "trial")]
    [InlineData(PhpKind.ApacheFpm, "trial")]
    [InlineData(PhpKind.NginxFpm, "trial")]
    [InlineData(PhpKind.BuiltIn, "nobody")]
    [InlineData(PhpKind.BuiltIn, "trial")]
    internal async Task So_it_does_behind_a_web_server(PhpKind kind, string who)
    {
        using var area = Area();
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await php.StartGatewayAsync(Rules);

        var served = await AskAsync(gateway, who, seed: 3, answer => FileOf(answer, area));

        Assert.True(served.Count >= (who == "nobody" ? 5 : 8), "hardly anything was served: " + string.Join(' ', served));
    }

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("trial", false)]
    [InlineData("full", false)]
    [InlineData("nobody", true)]
    [InlineData("trial", true)]
    public async Task So_it_does_behind_the_most_careless_of_servers(string who, bool frontController)
    {
        await using var server = ScriptedHttp.Start();
        server.Otherwise = target => CarelessServer.Answer(target, frontController);
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = server.Address.AbsoluteUri;
            Rules(site);
        });

        var served = await AskAsync(gateway, who, seed: 4, answer => answer.Text["file:".Length..]);

        Assert.True(served.Count >= (who == "nobody" ? 6 : 9), "hardly anything was served: " + string.Join(' ', served));
    }

    private static PhpArea Area()
    {
        var area = new PhpArea();
        area.Script("dump.php", TrickyPaths.Scripts);
        foreach (var path in TrickyPaths.Pictures) area.Text(path, "file:" + path);
        return area;
    }

    private static void Rules(JsonObject site)
    {
        site["Paths"]!["/members/denied/"] = "all denied";
        site["Pages"]!.AsObject().Remove("Unauthorized");
    }

    private static async Task AskPhpAsync(PhpArea area, string who, bool frontController, int seed, Func<string, string> plain)
    {
        await using var php = await PhpFpm.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = new JsonObject { ["FastCgi"] = php.Address, ["Root"] = area.Root, ["NoScripts"] = new JsonArray("/uploads/") };
            if (frontController) site["Upstream"]!["FrontController"] = "/index.php";
            Rules(site);
        });

        var served = await AskAsync(gateway, who, seed, answer => plain(FileOf(answer, area)));

        Assert.True(served.Count >= (who == "nobody" ? 6 : 9), "hardly anything was served: " + string.Join(' ', served));
    }

    // Which files were served; each is one that this member may see.
    private static async Task<HashSet<string>> AskAsync(GatewayHost gateway, string who, int seed, Func<Answer, string> fileOf)
    {
        var cookie = who == "nobody" ? "X: y" : RefusalStage.CookieOf(await gateway.SignedInAsync(who == "full" ? "alice" : "bob"));
        var (paths, served) = (new TrickyPaths(seed), new HashSet<string>());
        for (var at = 0; at < Paths; at++)
        {
            var target = paths.Next();
            var answer = await RawRequest.GetAsync(gateway, target, "Accept: text/html", cookie);
            Assert.True(answer.Status is 200 or 301 or 302 or 400 or 401 or 403 or 404, $"{target}: {answer.Status}");
            if (answer.Status != 200) continue;

            var file = fileOf(answer);
            served.Add(file);
            Assert.True(TrickyPaths.MaySee(who, file), $"seed {seed}: {who} got {file} by {target}");
        }

        return served;
    }

    private static string FileOf(Answer answer, PhpArea area) =>
        answer.Text.StartsWith("file:", StringComparison.Ordinal) ? answer.Text["file:".Length..] : PhpDump.Of(answer).File[area.Root.Length..];

    // Each name of the path in small letters, in large ones, and with a large one in front.
    private static IEnumerable<string> Spellings(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate((IEnumerable<string>)[""], (begun, name) => begun.SelectMany(before => (string[])[$"{before}/{name}", $"{before}/{name.ToUpperInvariant()}", $"{before}/{char.ToUpperInvariant(name[0])}{name[1..]}"]));
}
