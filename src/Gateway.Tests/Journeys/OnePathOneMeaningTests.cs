using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Whatever path is made up of every trick of corpus F, as raw bytes on the wire: the file that PHP ran or that was sent lies under rules
/// that the member meets.
/// </summary>
public sealed class OnePathOneMeaningTests(OnePathOneMeaningTests.Stage stage) : IClassFixture<OnePathOneMeaningTests.Stage>
{
    private const int Paths = 400;

    private static readonly string[] Files =
    [
        "/x.php", "/index.php", "/pic.jpg", "/public/", "/public/x.php", "/public/pic.jpg", "/public/linked.php", "/public/full/x.php", "/public/full/pic.jpg", "/uploads/pic.jpg", "/uploads/shell.php",
        "/members/", "/members/x.php", "/members/pic.jpg", "/members/unauth.php", "/members/full/", "/members/full/x.php", "/members/full/pic.jpg", "/members/denied/x.php", "/members/denied/pic.jpg",
        "/m/x.php", "/m/full/x.php", "/m/full/pic.jpg", "/m/denied/x.php", "/.env", "/.git/x.php",
    ];

    private static readonly string[] Tricks =
    [
        "/", "//", "/./", "/../", "/x/../", "/%2e%2e/", "/..;/", "/;x/", "/public/../", "/members/../", "full", "MEMBERS", "%66", ".", "%20", "::$DATA", "x.php/", "pic.jpg/", "/x.php", "/.php", ".php",
        "%2F", "%5c", "\\", "%00", "%0a", "%252f", "%25", "#", "?", "?/members/full/x.php", ";", "%3F", "%c0%af", "%EF%BD%86",
    ];

    public sealed class Stage : PhpStage
    {
        private protected override void Fill(PhpArea area)
        {
            base.Fill(area);
            foreach (var path in (string[])["/pic.jpg", "/public/pic.jpg", "/members/pic.jpg", "/members/full/pic.jpg", "/uploads/pic.jpg", "/members/denied/pic.jpg"]) area.Text(path, "file:" + path);
            area.Script("dump.php", "/x.php", "/public/x.php", "/members/denied/x.php", "/members/full/index.php", "/members/unauth.php");
            area.Link("/m", "members");
            area.Link("/public/full", "../members/full");
            area.Link("/public/linked.php", "../members/full/x.php");
            area.Text("/.env", "file:/.env");
            area.Text("/.git/x.php", "file:/.git/x.php");
        }

        private protected override void Change(JsonObject site)
        {
            site["Paths"]!["/members/denied/"] = "all denied";
            site["Pages"]!.AsObject().Remove("Unauthorized");
        }
    }

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("trial", false)]
    [InlineData("full", false)]
    [InlineData("nobody", true)]
    [InlineData("trial", true)]
    public async Task The_file_that_is_served_lies_under_the_rules_that_were_judged(string who, bool frontController)
    {
        var upstream = stage.Upstream();
        if (frontController) upstream["FrontController"] = "/index.php";
        await using var gateway = await GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = upstream;
            site["Paths"]!["/members/denied/"] = "all denied";
            site["Pages"]!.AsObject().Remove("Unauthorized");
        });
        var cookie = who == "nobody" ? "X: y" : RefusalStage.CookieOf(await gateway.SignedInAsync(who == "full" ? "alice" : "bob"));
        var random = new Random(who.Length + (frontController ? 100 : 0));
        var served = new HashSet<string>();

        for (var at = 0; at < Paths; at++)
        {
            var target = Files[random.Next(Files.Length)];
            for (var tricks = random.Next(4); tricks > 0; tricks--) target = Played(target, random);
            var answer = await RawRequest.GetAsync(gateway, target, "Accept: text/html", cookie);
            Assert.True(answer.Status is 200 or 301 or 302 or 400 or 401 or 403 or 404, $"{target}: {answer.Status}");
            if (answer.Status != 200) continue;

            var file = answer.Text.StartsWith("file:", StringComparison.Ordinal) ? answer.Text["file:".Length..] : PhpDump.Of(answer).File[stage.Area.Root.Length..];
            served.Add(file);
            Assert.True(MaySee(who, file), $"{who} got {file} by {target}");
        }

        Assert.True(served.Count >= (who == "nobody" ? 7 : 11), "hardly anything was served: " + string.Join(' ', served));
    }

    // A trick in front of a letter, a letter in another spelling, or something put behind.
    private static string Played(string target, Random random)
    {
        var at = random.Next(1, target.Length + 1);
        return random.Next(4) switch
        {
            0 when at < target.Length && char.IsAsciiLetter(target[at]) => $"{target[..at]}%{(int)target[at]:x2}{target[(at + 1)..]}",
            1 when at < target.Length && char.IsAsciiLetter(target[at]) => target[..at] + char.ToUpperInvariant(target[at]) + target[(at + 1)..],
            2 => target + Tricks[random.Next(Tricks.Length)],
            _ => target.LastIndexOf('/', at - 1) is var slash and >= 0 ? target[..slash] + Tricks[random.Next(10)] + target[(slash + 1)..] : target,
        };
    }

    private static bool MaySee(string who, string file) =>
        !file.Contains("/.", StringComparison.Ordinal) && file != "/uploads/shell.php" && !file.StartsWith("/members/denied/", StringComparison.Ordinal)
        && (file == "/members/unauth.php" || !file.StartsWith("/members/", StringComparison.Ordinal) || who != "nobody")
        && (!file.StartsWith("/members/full/", StringComparison.Ordinal) || who == "full");
}
