namespace Gateway.Demo.Nats;

/// <summary>
/// How one endpoint misbehaves. One fault stands at a time, for a number of calls or until <see cref="Heal"/>; what rewrites the answer
/// stays beside it.
/// </summary>
internal sealed class EndpointSwitch(TimeProvider clock)
{
    public const int Always = int.MaxValue;

    private readonly Lock _lock = new();
    private Fault? _fault;
    private int _left;

    /// <summary>Changes the text of a good answer before it is sent.</summary>
    public Func<string, string>? Body { get; set; }

    /// <summary>Another content type for good answers; empty sends none.</summary>
    public string? ContentType { get; set; }

    /// <summary>More response headers for good answers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; set; } = [];

    /// <summary>Sends good answers in its own way: <see cref="NatsAnswer.Wire"/>.</summary>
    public Func<HttpContext, NatsAnswer, CancellationToken, Task>? Wire { get; set; }

    /// <summary>Answers with this status, and does nothing.</summary>
    public void Fail(int status, string body = "", string contentType = "text/plain", int times = Always) =>
        Set(new AnswerInstead(new NatsAnswer(status, contentType, body)), times);

    /// <summary>Answers with this status, asks to be left alone for so long, and does nothing.</summary>
    public void FailFor(string retryAfter, int status = 429, int times = Always) =>
        Set(new AnswerInstead(new NatsAnswer(status, "text/plain", "").With("Retry-After", retryAfter)), times);

    /// <summary>Answers with this JSON error, and does nothing.</summary>
    public void Refuse(string error, int status = 400, int times = Always) =>
        Set(new AnswerInstead(NatsAnswer.Error(error, "Refused by a switch.", status)), times);

    /// <summary>Sends the caller elsewhere.</summary>
    public void Redirect(string location, int status = 302, int times = Always) =>
        Set(new AnswerInstead(NatsAnswer.Redirect(location, status)), times);

    /// <summary>Cuts the connection before doing anything.</summary>
    public void Drop(int times = Always) => Set(new AnswerInstead(NatsAnswer.Dropped), times);

    /// <summary>Does its work, then cuts the connection.</summary>
    public void LoseAnswer(int times = Always) => Set(new AnswerLost(), times);

    /// <summary>Never answers, and does nothing.</summary>
    public void NeverAnswer(int times = Always) => Set(new Slow(Timeout.InfiniteTimeSpan, clock), times);

    /// <summary>Answers after this time, by the clock of the simulation.</summary>
    public void Delay(TimeSpan wait, int times = Always) => Set(new Slow(wait, clock), times);

    /// <summary>Works, and sends the answer byte by byte, with this pause between two by the clock of the simulation.</summary>
    public void Drip(TimeSpan pause, int times = Always) => Set(new Dripping(pause, clock), times);

    /// <summary>Stops calls before the work until the latch is opened.</summary>
    public Latch Hold(int times = Always)
    {
        var latch = new Latch();
        Set(new HeldBefore(latch), times);
        return latch;
    }

    /// <summary>Does the work, and keeps the answer back until the latch is opened.</summary>
    public Latch HoldAnswer(int times = Always)
    {
        var latch = new Latch();
        Set(new HeldAfter(latch), times);
        return latch;
    }

    /// <summary>Ends the fault for calls to come and every rewriting; calls that are held stay held.</summary>
    public void Heal()
    {
        Body = null;
        ContentType = null;
        Headers = [];
        Wire = null;
        lock (_lock) _fault = null;
    }

    /// <summary>The fault that meets this call.</summary>
    public Fault? Take()
    {
        lock (_lock)
        {
            if (_fault is null || _left == Always) return _fault;
            return _left-- > 0 ? _fault : _fault = null;
        }
    }

    public NatsAnswer Rewrite(NatsAnswer answer)
    {
        if (answer.Status is < 200 or > 299) return answer;
        if (Body is { } rewrite) answer = answer with { Body = rewrite(answer.Body) };
        if (ContentType is { } type) answer = answer with { ContentType = type };
        return answer with { Headers = [.. answer.Headers, .. Headers], Wire = Wire };
    }

    private void Set(Fault fault, int times)
    {
        lock (_lock)
        {
            _fault = fault;
            _left = times;
        }
    }
}
