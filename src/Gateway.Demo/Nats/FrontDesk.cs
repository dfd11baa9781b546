namespace Gateway.Demo.Nats;

/// <summary>
/// Stands before every endpoint: writes the call down, lets the switches have their way, then sends what the endpoint
/// decided.
/// </summary>
internal sealed class FrontDesk(Ledger ledger, Switches switches, TimeProvider clock, CancellationToken stopping)
{
    private static readonly NatsAnswer Down =
        NatsAnswer.Page(NatsPage.Of("NATS is down", Markup.Of($"<p>A switch of the simulation says so.</p>")), 503);

    public async Task ServeAsync(HttpContext http, string endpoint, Func<NatsRequest, NatsAnswer> work)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            var request = await NatsRequest.ReadAsync(http, end.Token);
            var call = new LedgerCall(endpoint, request, clock.GetUtcNow());
            ledger.Enter(call);

            var answer = await AnswerAsync(request, switches.Of(endpoint), work, end.Token);
            ledger.Answer(call, answer);
            await answer.WriteAsync(http, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private async Task<NatsAnswer> AnswerAsync(
        NatsRequest request, EndpointSwitch endpoint, Func<NatsRequest, NatsAnswer> work, CancellationToken cancellationToken)
    {
        if (switches.Slowness > TimeSpan.Zero) await Task.Delay(switches.Slowness, clock, cancellationToken);
        if (switches.Down) return Down;

        var fault = endpoint.Take();
        if (fault is not null && await fault.BeforeAsync(cancellationToken) is { } instead) return instead;
        var answer = endpoint.Rewrite(work(request));
        return fault is null ? answer : await fault.AfterAsync(answer, cancellationToken);
    }
}
