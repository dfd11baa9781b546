namespace Gateway.Demo.Nats;

/// <summary>One call as NATS saw it. It is written down when it arrives; <see cref="Status"/> follows when it is answered.</summary>
internal sealed class LedgerCall(string endpoint, NatsRequest request, DateTimeOffset at)
{
    private volatile NatsAnswer? _answer;

    public string Endpoint => endpoint;

    public DateTimeOffset At => at;

    public string Method => request.Method;

    public Parameters Query => request.Query;

    public Parameters Form => request.Form;

    public IReadOnlyDictionary<string, string> Headers => request.Headers;

    public string? Authorization => request.Authorization;

    /// <summary>`Basic`, `Bearer`, or null without such a header.</summary>
    public string? AuthorizationKind => request.Authorization?.Split(' ', 2)[0];

    public string? GrantType => request.Form["grant_type"];

    /// <summary>Null while it is unanswered, 0 when the connection was cut.</summary>
    public int? Status => _answer?.Status;

    /// <summary>The text that was answered.</summary>
    public string? Body => _answer?.Body;

    public void Answered(NatsAnswer answer) => _answer = answer;
}
