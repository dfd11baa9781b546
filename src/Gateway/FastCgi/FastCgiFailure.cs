namespace Gateway.FastCgi;

/// <summary>Why there is no answer, or none that could be passed on.</summary>
internal enum FastCgiFailure
{
    /// <summary>Nobody could be connected to: nothing was sent.</summary>
    NotReached,

    /// <summary>More requests than the queue takes, or the application says that it is overloaded.</summary>
    Busy,

    /// <summary>The connection ended before the answer began.</summary>
    Closed,

    /// <summary>What came is no answer: broken records, or a header block that no browser may get.</summary>
    Malformed,

    /// <summary>An upload without a length that is larger than the site takes.</summary>
    TooLarge,

    /// <summary>An upload without a length, where the site takes none.</summary>
    LengthRequired,
}

/// <summary>An outage or a fault of the FastCGI application; the message is for the log.</summary>
internal sealed class FastCgiException(FastCgiFailure failure, string message, Exception? inner = null) : HttpRequestException(message, inner)
{
    public FastCgiFailure Failure { get; } = failure;

    /// <summary>Whether a kept connection was dead before a byte of this request's answer: the request was hardly seen.</summary>
    public bool DiedIdle { get; init; }

    /// <summary>Looks behind the exceptions that others put around ours.</summary>
    public static FastCgiException? Find(Exception? exception) => exception switch
    {
        FastCgiException found => found,
        AggregateException several => several.InnerExceptions.Select(Find).FirstOrDefault(found => found is not null),
        _ => exception?.InnerException is { } inner ? Find(inner) : null,
    };
}
