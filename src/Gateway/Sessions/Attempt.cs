namespace Gateway.Sessions;

/// <summary>
/// Somebody, on some node, asked the OP with the token of this hash at this time. Who writes it into the session asks; everybody
/// else waits for the result. A second one follows one that never had a result, and nobody follows it.
/// </summary>
internal sealed record Attempt(DateTimeOffset At, string TokenHash, bool IsSecond = false);
