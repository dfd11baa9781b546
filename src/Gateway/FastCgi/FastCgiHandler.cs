using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Gateway.FastCgi;

/// <summary>
/// A request message to a FastCGI application and its answer back, streaming both ways. What the application is told comes as a
/// <see cref="CgiRequest"/> with the message; the host of the message's address chooses among the application's own.
/// </summary>
internal sealed class FastCgiHandler(TimeProvider clock, ILogger<FastCgiHandler> logger) : HttpMessageHandler
{
    // An application goes with the configuration that it stands in.
    private readonly ConditionalWeakTable<FastCgiApplication, Running> _running = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(CgiRequest.Key, out var cgi)) throw new InvalidOperationException("The message carries no CGI request.");

        var running = _running.GetValue(cgi.Application, application => new Running(application, clock, logger));
        var body = await UploadBody.OfAsync(request.Content, cgi.Application.MostSpooled, cancellationToken);
        try
        {
            return await SendAsync(running, request, cgi, body, cancellationToken);
        }
        catch when (body is not null)
        {
            await body.DisposeAsync();
            throw;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(Running running, HttpRequestMessage request, CgiRequest cgi, UploadBody? body, CancellationToken cancellation)
    {
        var parameters = new FastCgiParameters(cgi.Application.Pool.KeepAlive);
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
            var errors = new StandardError(running.Errors, secrets);
            var connection = await running.Pools[request.RequestUri!.Host].OpenAsync(errors, fresh, cancellation);
            var exchange = new FastCgiExchange(connection, errors, running.Errors);
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

    /// <summary>What an application has while it is used.</summary>
    private sealed class Running(FastCgiApplication application, TimeProvider clock, ILogger logger)
    {
        public ErrorLines Errors { get; } = new(application.Name, clock, logger);

        public Dictionary<string, FastCgiPool> Pools { get; } = application.Addresses
            .Select((address, number) => (Host: FastCgiApplication.HostOf(number), Pool: new FastCgiPool(address, application.Pool, application.LongestWait, clock)))
            .ToDictionary(one => one.Host, one => one.Pool);
    }
}
