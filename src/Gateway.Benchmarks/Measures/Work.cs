using System.Globalization;

namespace Gateway.Benchmarks.Measures;

/// <summary>One kind of request, in so many rounds. <paramref name="Requests"/> are asked in one round.</summary>
/// <paramref name="Assets"/> are the files of a page, asked for after it over the same connection, each a request.
internal sealed record Work(string Name, string Path, int Requests, int Rounds, bool SignedIn = true, bool Refused = false, int Assets = 0, bool OverHttp2 = false)
{
    /// <summary>By which most is judged: five rounds, so that each contender has been in most places of the order.</summary>
    public static readonly Work MembersPage = new("member's page, 1 kB", "/members/1k", 16_000, Rounds: 5);

    /// <summary>The same page, made by php-fpm.</summary>
    public static readonly Work PhpPage = new("page of php-fpm over FastCGI, 1 kB", "/members/1k.php", 16_000, Rounds: 3);

    /// <summary>The first page again, where the site asked is one of many.</summary>
    public static readonly Work PageAmongSites = new("member's page, 1 kB, of one of 1,000 sites", "/members/1k", 16_000, Rounds: 3);

    public static readonly IReadOnlyList<Work> All =
    [
        MembersPage,
        new("public page, 1 kB", "/1k", 16_000, Rounds: 3, SignedIn: false),
        new("member's page, 100 kB", "/members/100k", 6_000, Rounds: 3),
        new("member's file, 1 MB", "/members/1m", 1_000, Rounds: 3),
        new("member's page with 30 assets, HTTP/1.1", "/members/1k", 15_872, Rounds: 3, Assets: 30),
        new("member's page with 30 assets, HTTP/2", "/members/1k", 15_872, Rounds: 3, Assets: 30, OverHttp2: true),
        new("401 for a script without a session", "/members/1k", 16_000, Rounds: 3, SignedIn: false, Refused: true),
    ];

    public Uri Page(Uri contender) => new(contender, Path);

    /// <summary>The page and its assets, in the order in which each connection asks for them.</summary>
    public IReadOnlyList<Uri> Addresses(Uri contender) =>
        [Page(contender), .. Enumerable.Range(1, Assets).Select(asset => new Uri(contender, string.Create(CultureInfo.InvariantCulture, $"/assets/{asset}/1k")))];

    /// <summary>A whole number of pages for every connection.</summary>
    public int Count => Requests / (Load.Connections * (1 + Assets)) * (Load.Connections * (1 + Assets));
}
