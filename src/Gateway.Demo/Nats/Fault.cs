namespace Gateway.Demo.Nats;

/// <summary>
/// One way in which an endpoint misbehaves: before its work, so that nothing was done, or after it, so that only the answer
/// suffers.
/// </summary>
internal abstract class Fault
{
    /// <summary>Null: go on and do the work.</summary>
    public virtual Task<NatsAnswer?> BeforeAsync(CancellationToken cancellationToken) => Task.FromResult<NatsAnswer?>(null);

    public virtual Task<NatsAnswer> AfterAsync(NatsAnswer answer, CancellationToken cancellationToken) => Task.FromResult(answer);
}

/// <summary>Answers this instead of working.</summary>
internal sealed class AnswerInstead(NatsAnswer instead) : Fault
{
    public override Task<NatsAnswer?> BeforeAsync(CancellationToken cancellationToken) => Task.FromResult<NatsAnswer?>(instead);
}

/// <summary>Works, then cuts the connection: a spent code or a rotated refresh token whose answer never arrives.</summary>
internal sealed class AnswerLost : Fault
{
    public override Task<NatsAnswer> AfterAsync(NatsAnswer answer, CancellationToken cancellationToken) =>
        Task.FromResult(NatsAnswer.Dropped);
}

/// <summary>Waits at the latch, then works.</summary>
internal sealed class HeldBefore(Latch latch) : Fault
{
    public override async Task<NatsAnswer?> BeforeAsync(CancellationToken cancellationToken)
    {
        await latch.PassAsync(cancellationToken);
        return null;
    }
}

/// <summary>Works, then waits at the latch.</summary>
internal sealed class HeldAfter(Latch latch) : Fault
{
    public override async Task<NatsAnswer> AfterAsync(NatsAnswer answer, CancellationToken cancellationToken)
    {
        await latch.PassAsync(cancellationToken);
        return answer;
    }
}

/// <summary>Waits, then works. An endless wait ends when the caller gives up or NATS stops.</summary>
internal sealed class Slow(TimeSpan wait, TimeProvider clock) : Fault
{
    public override async Task<NatsAnswer?> BeforeAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(wait, clock, cancellationToken);
        return null;
    }
}

/// <summary>Works, then sends the answer one byte at a time.</summary>
internal sealed class Dripping(TimeSpan pause, TimeProvider clock) : Fault
{
    public override Task<NatsAnswer> AfterAsync(NatsAnswer answer, CancellationToken cancellationToken) =>
        Task.FromResult(answer with { PauseBetweenBytes = stop => Task.Delay(pause, clock, stop) });
}
