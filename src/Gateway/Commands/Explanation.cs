using Gateway.Rules;

namespace Gateway.Commands;

/// <summary>
/// Why somebody gets a page or not: what is done, by which rule, and which rules were asked. <see cref="Reason"/>, <see cref="Status"/> and
/// <see cref="Rule"/> are those of the log line that the same request would leave.
/// </summary>
internal sealed record Explanation(string Site, string Method, string Path, string Outcome)
{
    /// <summary>The member's name; null for somebody who is not signed in, and where it makes no difference.</summary>
    public string? Member { get; init; }

    /// <summary>Whether everybody gets this answer, so that nobody looks who it is.</summary>
    public required bool ForWhoeverAsks { get; init; }

    public string? Reason { get; init; }

    public int? Status { get; init; }

    public string? Rule { get; init; }

    public string? Detail { get; init; }

    /// <summary>Whether the upstream is told who is signed in.</summary>
    public bool? ShowsIdentity { get; init; }

    public IReadOnlyList<AskedRule> Asked { get; init; } = [];

    /// <summary>What happens, in a sentence.</summary>
    public required string Meaning { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>One rule that was asked: for which reading of the path, and what it said. All must allow.</summary>
internal sealed record AskedRule(string Reading, string Path, string Rule, string Says);

/// <summary>The words for what is done, the same in <c>explain</c> and in a record of who may see what.</summary>
internal static class OutcomeWords
{
    public const string Allow = "allow";
    public const string LogIn = "LOGIN";
    public const string Deny = "DENY";

    /// <summary>Refused before any rule.</summary>
    public const string Refused = "400";

    /// <summary>Refused for its method.</summary>
    public const string MethodRefused = "405";

    /// <summary>Answered by Gateway itself.</summary>
    public const string Vanity = "vanity URL";

    public static string Of(Outcome outcome) => outcome switch
    {
        Rules.Outcome.Allow => Allow,
        Rules.Outcome.LogIn => LogIn,
        _ => Deny,
    };

    public static string Of(Grant grant) => grant switch
    {
        Grant.Granted => Allow,
        Grant.NeedsUser => LogIn,
        _ => Deny,
    };
}
