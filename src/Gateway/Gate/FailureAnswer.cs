using Gateway.Pages;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Gate;

/// <summary>
/// The outermost step: an absent session store is a 503 with the cookie untouched and no way to the OP; any other exception is a fault of
/// ours, answered with a plain 500 page and a log line without the text of the exception.
/// </summary>
internal sealed partial class FailureAnswer(ErrorPage errors, ILogger<FailureAnswer> logger) : IMiddleware
{
    private static readonly Refusal StoreAway = new(StatusCodes.Status503ServiceUnavailable, "session_store_unavailable", "The site is briefly unavailable",
        "Who is signed in cannot be looked up right now. Nobody is signed out by this; the page tries again by itself.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
        IsAlarm = true,
    };

    private static readonly Refusal Fault = new(StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong",
        "This is our fault, not yours. Please try again.") { IsAlarm = true };

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser has gone: nobody is left to answer.
        }
        catch (SessionStoreUnavailableException away) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await errors.WriteAsync(context, StoreAway with { Detail = away.Code });
        }
        catch (Exception fault) when (fault is not BadHttpRequestException)
        {
            Log.Failed(logger, fault.GetType().Name, fault.StackTrace?.ReplaceLineEndings(" ") ?? "");
            if (context.Response.HasStarted)
            {
                context.Abort();   // half an answer must not look whole, and the server's own line would quote the exception
                return;
            }

            context.Response.Clear();
            await errors.WriteAsync(context, Fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request failed by a fault of Gateway's own ({Type}): {Trace}")]
        public static partial void Failed(ILogger logger, string type, string trace);
    }
}
