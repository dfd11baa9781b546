namespace Gateway.Pages;

/// <summary>
/// Why Gateway answers in the upstream's place: status and reason code for the owner, message and description for the member. The two
/// texts go to the page encoded and never hold a token.
/// </summary>
internal sealed record Refusal(int Status, string Reason, string Message, string Description)
{
    /// <summary>What a script reads as <c>error</c>; by default the reason code.</summary>
    public string? ScriptError { get; init; }

    /// <summary>For a script that must log in: the URL that starts the login when a person opens it.</summary>
    public string? Login { get; init; }

    /// <summary>Where the page's one link leads, such as "start again".</summary>
    public (string Text, string Target)? Link { get; init; }

    /// <summary>How long to wait; a page with it tries again by itself.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The rule that refused, in its own words.</summary>
    public string? Rule { get; init; }

    public string? Member { get; init; }

    /// <summary>More for the log line; never shown.</summary>
    public string? Detail { get; init; }

    /// <summary>The owner or the OP is at fault: logged as a warning, else as information.</summary>
    public bool IsAlarm { get; init; }
}
