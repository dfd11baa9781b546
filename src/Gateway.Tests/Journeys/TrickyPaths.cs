namespace Gateway.Tests.Journeys;

/// <summary>
/// The folder of a members area, paths into it played with by every trick of corpus F.1 and F.2, and who may see which of its files. Scripts
/// say which file they are, other files hold <c>file:</c> and their path.
/// </summary>
internal sealed class TrickyPaths(int seed)
{
    public static readonly string[] Scripts =
    [
        "/x.php", "/index.php", "/public/x.php", "/public/index.php", "/members/index.php", "/members/x.php", "/members/unauth.php", "/members/full/index.php", "/members/full/x.php",
        "/members/denied/x.php",
    ];

    public static readonly string[] Pictures = ["/pic.jpg", "/public/pic.jpg", "/members/pic.jpg", "/members/full/pic.jpg", "/members/denied/pic.jpg", "/uploads/pic.jpg"];

    // Some of these are links, dotfiles or folders where nothing runs, on a stage that has them.
    private static readonly string[] Asked =
    [
        .. Scripts, .. Pictures, "/public/", "/members/", "/members/full/", "/public/linked.php", "/public/full/x.php", "/public/full/pic.jpg", "/uploads/shell.php",
        "/m/x.php", "/m/full/x.php", "/m/full/pic.jpg", "/m/denied/x.php", "/.env", "/.git/x.php", "/nowhere/x.php", "/members/nowhere",
    ];

    private static readonly string[] Tricks =
    [
        "/", "//", "/./", "/../", "/x/../", "/%2e%2e/", "/..;/", "/;x/", "/public/../", "/members/../", "full", "MEMBERS", "%66", ".", "%20", "::$DATA", "x.php/", "pic.jpg/", "/x.php", "/.php", ".php",
        "%2F", "%5c", "\\", "%00", "%0a", "%252f", "%25", "#", "?", "?/members/full/x.php", ";", "%3F", "%c0%af", "%EF%BD%86", "%c5%bf", "%e2%84%aa",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var target = Asked[_random.Next(Asked.Length)];
        for (var tricks = _random.Next(4); tricks > 0; tricks--) target = Played(target);
        return target;
    }

    public static bool MaySee(string who, string file) =>
        !file.Contains("/.", StringComparison.Ordinal) && file != "/uploads/shell.php" && !file.StartsWith("/members/denied/", StringComparison.Ordinal)
        && (file == "/members/unauth.php" || !file.StartsWith("/members/", StringComparison.Ordinal) || who != "nobody")
        && (!file.StartsWith("/members/full/", StringComparison.Ordinal) || who == "full");

    // A letter in another spelling, a name in another case, something put behind, or a trick in front of a name.
    private string Played(string target)
    {
        var at = _random.Next(1, target.Length + 1);
        var isLetter = at < target.Length && char.IsAsciiLetter(target[at]);
        return _random.Next(5) switch
        {
            0 when isLetter => $"{target[..at]}%{(int)target[at]:x2}{target[(at + 1)..]}",
            1 when isLetter => target[..at] + char.ToUpperInvariant(target[at]) + target[(at + 1)..],
            2 when target.Split('/') is var names && _random.Next(1, names.Length) is var one and > 0 => string.Join('/', names.Select((name, number) => number == one ? name.ToUpperInvariant() : name)),
            3 => target + Tricks[_random.Next(Tricks.Length)],
            _ => target.LastIndexOf('/', at - 1) is var slash and >= 0 ? target[..slash] + Tricks[_random.Next(10)] + target[(slash + 1)..] : target,
        };
    }
}
