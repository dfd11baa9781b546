namespace Gateway.FastCgi;

/// <summary>
/// A request message to a FastCGI application and its answer back, streaming both ways. The host of the message's address chooses the
/// pool; what the application is told comes as a <see cref="CgiRequest"/> with the message.
/// </summary>
internal sealed class FastCgiHandler(IReadOnlyDictionary<string, FastCgiPool> pools, long mostSpooled, ErrorLines log) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(CgiRequest.Key, out var cgi)) throw new InvalidOperationException("The message carries no CGI request.");

        var pool = pools[request.RequestUri!.Host];
        var body = await UploadBody.OfAsync(request.Content, mostSpooled, cancellationToken);
        try
        {
            return await SendAsync(pool, request, cgi, body, cancellationToken);
        }
        catch when (body is not null)
        {
            await body.DisposeAsync();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var pool in pools.Values) pool.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendAsync(FastCgiPool pool, HttpRequestMessage request, CgiRequest cgi, UploadBody? body, CancellationToken cancellation)
    {
        var parameters = new FastCgiParameters(pool.KeepsConnections);
        foreach (var (name, value) in CgiVariables.Of(request, cgi, body?.Length)) parameters.Add(name, value);
        var records = parameters.Complete(hasBody: body is not null);
        var secrets = CgiVariables.Secrets(request, cgi);

        // A kept connection may have died unseen; what costs nothing is asked once more, on a new one.
        var mayRepeat = body is null && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head);
        try
        {
            return await ExchangeAsync(fresh: false);
        }
        catch (FastCgiException died) when (died is { Failure: FastCgiFailure.Closed, DiedIdle: true } && mayRepeat)
        {
            return await ExchangeAsync(fresh: true);
        }

        async Task<HttpResponseMessage> ExchangeAsync(bool fresh)
        {
            var errors = new StandardError(log, secrets);
            var connection = await pool.OpenAsync(errors, fresh, cancellation);
            var exchange = new FastCgiExchange(connection, errors, log);
            try
            {
                return await exchange.RunAsync(request, records, body, cancellation);
            }
            catch
            {
                exchange.Dispose();
                throw;
            }
        }
    }
}
