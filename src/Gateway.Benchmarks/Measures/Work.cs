namespace Gateway.Benchmarks.Measures;

/// <summary>One kind of request. <paramref name="Requests"/> are asked in one round.</summary>
internal sealed record Work(string Name, string Path, int Requests, bool SignedIn = true, bool Http2 = false)
{
    public static readonly IReadOnlyList<Work> All =
    [
        new("public page, 1 kB", "/1k", 16_000, SignedIn: false),
        new("member's page, 1 kB", "/members/1k", 16_000),
        new("member's page, 100 kB", "/members/100k", 6_000),
        new("member's file, 1 MB", "/members/1m", 1_000),
    ];
}
