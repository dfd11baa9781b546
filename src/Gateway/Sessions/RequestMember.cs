namespace Gateway.Sessions;

/// <summary>
/// The member whose identity this request shows, put among the request's features by the gate and read by Identity. Degraded: the
/// OP could not be asked, so tokens or claims are older than they should be.
/// </summary>
internal sealed record RequestMember(LiveSession Live, bool Degraded);
