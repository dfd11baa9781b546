namespace Gateway.Sessions;

/// <summary>
/// Put among the request's features by the gate wherever a rule needs a member or shows identity; read by Identity. <c>Live</c> is null
/// where nobody is signed in. Degraded: the OP could not be asked, so tokens or claims are older than they should be.
/// </summary>
internal sealed record RequestMember(LiveSession? Live, bool Degraded);
