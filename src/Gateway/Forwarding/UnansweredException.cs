namespace Gateway.Forwarding;

/// <summary>
/// The upstream closed the connection instead of answering. The framework's client takes that for a request that nobody has seen, and sends it
/// up to three times more, whatever it orders; as a failure of the stream it does not.
/// </summary>
internal sealed class UnansweredException(bool wasKept, Exception? cause = null) : IOException("The upstream closed the connection instead of answering.", cause)
{
    // A kept connection may end just when it is used again.
    private readonly bool _wasKept = wasKept;

    /// <summary>What only asks, has no body, and went out on a kept connection, may be asked once more.</summary>
    public static bool AllowsSecondTry(HttpRequestMessage request, HttpRequestException failure) =>
        failure.InnerException is UnansweredException { _wasKept: true } && request.Content is null && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head);
}
