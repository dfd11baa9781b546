using Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Operations;

/// <summary>What operations' own port answers, to whatever host it is asked by: health and metrics, and nothing of any site.</summary>
internal static class OperationsPort
{
    private const string Index = "Gateway: /health/live  /health/ready  /metrics\n";

    public static void UseOperations(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        services.GetRequiredService<GatewayMetrics>().ObserveProviders(
            () => services.GetRequiredService<ProviderStates>().Read().Select(state => (state.Op, state.Known, state.LeftAlone)));

        app.MapWhen(OperationsConnection.Is, operations => operations
            .Use(ReadOnlyAsync)
            .UseHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = HealthAnswer.WriteLiveAsync })
            .UseHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = services.GetRequiredService<HealthAnswer>().WriteReadyAsync })
            .UseOpenTelemetryPrometheusScrapingEndpoint(static context => context.Request.Path == "/metrics")
            .Run(OtherwiseAsync));
    }

    private static Task ReadOnlyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } counted) counted.MetricsDisabled = true;   // a scrape is no member's request
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return next(context);

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }

    private static Task OtherwiseAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Path == "/" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Index, context.RequestAborted);
    }
}
