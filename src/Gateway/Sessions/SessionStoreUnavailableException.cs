namespace Gateway.Sessions;

/// <summary>The store did not answer. Whether the member is signed in is unknown, which is not the same as "no".</summary>
internal sealed class SessionStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
