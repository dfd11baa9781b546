using Gateway.Rules;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>One thing that <c>gateway new</c> must know: how it is asked, by which option it is given, and what is wrong with an answer.</summary>
internal sealed record Question(string Option, string HelpName, string Help)
{
    public static readonly Question Origin = new("--origin", "URL", "Address of the members area, such as https://members.example.com.") { MustBeAnswered = true, Judge = FaultOfOrigin };
    public static readonly Question Site = new("--site", "NAME", "Short name of the site; part of every key, so it stays.") { Judge = FaultOfSite };
    public static readonly Question Nats = new("--nats", "URL", "Address of NATS, such as https://nats.example.com.") { MustBeAnswered = true, Judge = FaultOfUrl };
    public static readonly Question ClientId = new("--client-id", "ID", "Site id at NATS; several with commas: 1,2,3.") { MustBeAnswered = true };
    public static readonly Question ClientSecret = new("--client-secret", "SECRET", "MEMBER_OPENID_CLIENT_SECRET: the text itself, env:NAME or file:PATH.") { MustBeAnswered = true, IsSecret = true };
    public static readonly Question SignedUserInfo = new("--signed-userinfo", "yes|no", "Whether NATS signs userinfo, as it recommends.") { Judge = FaultOfYesNo };
    public static readonly Question Upstream = new("--upstream", "URL", "Address of the web server that runs your PHP.") { Judge = FaultOfUrl };
    public static readonly Question Folder = new("--folder", "PATH", "Folder that only members may see.") { Judge = FaultOfPath };
    public static readonly Question Vanity = new("--vanity", "PATH", "Path of the vanity URL.") { Judge = FaultOfPath };

    /// <summary>In the order in which they are asked.</summary>
    public static readonly IReadOnlyList<Question> All = [Origin, Site, Nats, ClientId, ClientSecret, SignedUserInfo, Upstream, Folder, Vanity];

    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    public Func<string, string?> Judge { get; init; } = static _ => null;

    public bool IsSecret { get; private init; }

    /// <summary>No answer is usual.</summary>
    public bool MustBeAnswered { get; init; }

    /// <summary>The answer that most would give, from those before; null when there is none.</summary>
    public string? Usual(IReadOnlyDictionary<Question, string> answers) => MustBeAnswered ? null : Option switch
    {
        "--site" => Rules.Origin.TryParse(answers[Origin], out var origin, out _) ? origin!.Host.Trim('[', ']').Replace('.', '-').Replace(':', '-') : null,   // parsed
        "--signed-userinfo" => "yes",
        "--upstream" => "http://127.0.0.1:8081",
        "--folder" => "/members/",
        "--vanity" => answers[Folder].TrimEnd('/') + "/vanity.php",
        _ => null,
    };

    private static string? FaultOfOrigin(string text) => Rules.Origin.TryParse(text, out _, out var fault) ? null : fault;

    private static string? FaultOfSite(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? null : "a name has letters, digits, _ and - only";

    private static string? FaultOfUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" } ? null
        : "an address begins with http:// or https://";

    private static string? FaultOfPath(string text) => text.StartsWith('/') ? null : "a path begins with a slash";

    private static string? FaultOfYesNo(string text) => text is "yes" or "no" ? null : "write yes or no";
}
