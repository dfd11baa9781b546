namespace Gateway.Sessions;

/// <summary>
/// Somebody, on some node, asked the OP with the token of this hash at this time. Who writes it into the session asks; everybody
/// else waits for the result.
/// </summary>
internal sealed record Attempt(DateTimeOffset At, string TokenHash);
