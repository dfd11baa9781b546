using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Operations;

/// <summary>The outermost step of a site's request: counts how it was answered, and writes it down where an access log is kept.</summary>
internal sealed class RequestRecord(CurrentConfiguration current, AccessLogLine lines, AccessLogWriter writer, GatewayMetrics metrics, TimeProvider clock) : IMiddleware
{
    private const string NoSite = "no-site";   // of a host that is not served

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var file = current.Value.AccessLog;
        var began = clock.GetLocalNow();
        var body = file is null ? null : CountedBody.Watch(context);
        try
        {
            await next(context);
        }
        finally
        {
            var site = SiteRequest.Find(context)?.Site.Name;
            metrics.Answered(site, context.Response.StatusCode);
            if (file is not null)
                writer.Write(file.Replace(AccessLogSection.SitePlace, site ?? NoSite, StringComparison.Ordinal), lines.Of(context, began, HttpMethods.IsHead(context.Request.Method) ? 0 : body!.Bytes));
        }
    }
}
