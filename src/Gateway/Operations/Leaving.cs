using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Operations;

/// <summary>
/// How a node leaves: it says that it is not ready, and goes on serving until the balancer has heard it often enough to send nothing
/// more. Where nobody has asked of late there is nobody to tell. Then the server stops: what is under way ends.
/// </summary>
internal sealed partial class Leaving(TimeProvider clock, ILogger<Leaving> logger) : IHostedLifecycleService, IHealthCheck, IMiddleware
{
    private const int AnswersThatCount = 3;   // as balancers count before they believe it

    private static readonly TimeSpan LongestNotice = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);   // what it had sent before it heard
    private static readonly TimeSpan ForWhatIsUnderWay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OfLate = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take at most: notice, and half a minute for what is under way then.</summary>
    public static readonly TimeSpan Limit = LongestNotice + OnTheWay + ForWhatIsUnderWay;   // below what it is made of

    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastAsked = -1;
    private int _answers;
    private volatile bool _leaves;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref _lastAsked, clock.GetTimestamp());
        if (!_leaves) return Task.FromResult(HealthCheckResult.Healthy());

        if (Interlocked.Increment(ref _answers) == AnswersThatCount) _heard.TrySetResult();
        return Task.FromResult(HealthCheckResult.Unhealthy("the gateway stops"));
    }

    /// <summary>Connections that stay open would bring new requests until the last moment.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_leaves && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return next(context);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _leaves = true;
        var asked = Volatile.Read(ref _lastAsked);
        if (asked < 0 || clock.GetElapsedTime(asked) > OfLate) return;

        Log.GivesNotice(logger);
        await _heard.Task.WaitAsync(LongestNotice, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(OnTheWay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The gateway stops: it is not ready any more, and serves until the balancer has heard it.")]
        public static partial void GivesNotice(ILogger logger);
    }
}
