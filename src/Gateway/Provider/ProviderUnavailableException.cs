namespace Gateway.Provider;

/// <summary>
/// The OP gave no answer that means anything: not reached, too slow, 5xx, rubbish, or metadata that is not to be trusted. An outage,
/// never the member's fault.
/// </summary>
internal sealed class ProviderUnavailableException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reason code of the log line, such as <c>op_timeout</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>The OP refuses this Gateway itself (client secret, address list): only the owner can mend it.</summary>
    public bool OperatorFault { get; init; }

    /// <summary>Nobody asked it: it had failed repeatedly a moment before, which has been said.</summary>
    public bool WasLeftAlone { get; init; }

    /// <summary>How long the OP asks to be left alone (RFC 9110, 10.2.3); null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
