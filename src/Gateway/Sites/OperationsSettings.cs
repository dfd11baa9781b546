namespace Gateway.Sites;

/// <summary>
/// Where operators ask for health and metrics; <c>Address</c> is null for nowhere. An address that nobody wrote may turn out to be taken:
/// then there are none, and the sites are served all the same.
/// </summary>
internal sealed record OperationsSettings(Uri? Address, bool IsWritten);
