namespace Gateway.Sites;

/// <summary>How much a browser may send.</summary>
/// <param name="RequestBody">The largest request body in bytes; 0: no limit.</param>
internal sealed record LimitSettings(long RequestBody);
