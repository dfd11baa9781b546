namespace Gateway.Sessions;

/// <summary>Why a store could not be asked, in the words of the log line.</summary>
internal enum StoreOutage
{
    /// <summary>Not reached, or broken off.</summary>
    Unreachable,

    /// <summary>Reached, and no answer in time.</summary>
    Timeout,

    /// <summary>Reads are answered, writes are not taken: a replica, or a disk that is full.</summary>
    ReadOnly,

    /// <summary>Reads are answered, and there is no room for more.</summary>
    Full,

    /// <summary>User, password or permissions are refused.</summary>
    Credentials,

    /// <summary>The certificate or the TLS set-up is not accepted.</summary>
    Tls,

    /// <summary>Reached, and not ready: still loading, or too many clients.</summary>
    NotReady,

    /// <summary>Reached, and answered with an error that we do not know.</summary>
    Error,
}
