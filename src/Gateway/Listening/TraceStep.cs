using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Listening;

/// <summary>Gives the request its trace, where the site wants one (<c>TraceParent</c>): what is called in its course carries it.</summary>
internal sealed class TraceStep : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var mode = SiteRequest.Of(context).Site.TraceParent;
        return mode == TraceParent.Off ? next(context) : TracedAsync(context, next, mode);
    }

    // Async, so that the trace ends with the request.
    private static async Task TracedAsync(HttpContext context, RequestDelegate next, TraceParent mode)
    {
        var headers = context.Request.Headers;
        Trace.Parent = mode == TraceParent.Generate ? Trace.New() : Trace.Read(headers.TraceParent);
        if (mode == TraceParent.Generate)
        {
            headers.TraceParent = Trace.Parent;
            headers.Remove(HeaderNames.TraceState);   // of another trace
        }

        await next(context);
    }
}
