namespace Gateway.Benchmarks.Measures;

/// <summary>One kind of request, in so many rounds. <paramref name="Requests"/> are asked in one round.</summary>
internal sealed record Work(string Name, string Path, int Requests, int Rounds, bool SignedIn = true, bool Refused = false)
{
    /// <summary>By which most is judged: five rounds, so that each contender has been in most places of the order.</summary>
    public static readonly Work MembersPage = new("member's page, 1 kB", "/members/1k", 16_000, Rounds: 5);

    /// <summary>The same page, made by php-fpm.</summary>
    public static readonly Work PhpPage = new("page of php-fpm over FastCGI, 1 kB", "/members/1k.php", 8_000, Rounds: 3);

    public static readonly IReadOnlyList<Work> All =
    [
        MembersPage,
        new("public page, 1 kB", "/1k", 16_000, Rounds: 3, SignedIn: false),
        new("member's page, 100 kB", "/members/100k", 6_000, Rounds: 3),
        new("member's file, 1 MB", "/members/1m", 1_000, Rounds: 3),
        new("401 for a script without a session", "/members/1k", 16_000, Rounds: 3, SignedIn: false, Refused: true),
    ];
}
