namespace Gateway.Sessions;

/// <summary>The store did not answer. Whether the member is signed in is unknown, which is not the same as "no".</summary>
internal sealed class SessionStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreOutage Outage { get; init; }

    /// <summary>Nothing at all came back while this command waited: the store is frozen, not merely slow with one answer.</summary>
    public bool IsSilence { get; init; }

    /// <summary>The outage as it stands in the log line of a refusal.</summary>
    public string Code => Outage switch
    {
        StoreOutage.Unreachable => "store_unreachable",
        StoreOutage.Timeout => "store_timeout",
        StoreOutage.ReadOnly => "store_read_only",
        StoreOutage.Full => "store_full",
        StoreOutage.Credentials => "store_credentials",
        StoreOutage.Tls => "store_tls",
        StoreOutage.NotReady => "store_not_ready",
        _ => "store_error",
    };
}
