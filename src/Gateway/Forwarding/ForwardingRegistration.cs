using Gateway.Pages;
using Gateway.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

internal static class ForwardingRegistration
{
    private static readonly Refusal NotReached = new(StatusCodes.Status502BadGateway, "upstream_unreachable", "The site does not answer",
        "The server behind this page could not be reached. Please try again in a moment.") { IsAlarm = true, Link = ("Try again", "") };

    private static readonly Refusal TooSlow = new(StatusCodes.Status504GatewayTimeout, "upstream_timeout", "The site takes too long",
        "The server behind this page did not answer in time. Please try again in a moment.") { IsAlarm = true, Link = ("Try again", "") };

    private static readonly Refusal OddMethod = new(StatusCodes.Status405MethodNotAllowed, "method_spelling", "This request cannot be served",
        "The method of the request is written in an unusual way.");

    public static IServiceCollection AddForwarding(this IServiceCollection services, IReadOnlyList<Site> sites)
    {
        services.AddSingleton<CachePrivacy>();
        services.AddSingleton<OwnCookieGuard>();
        services.AddSingleton<IForwarderHttpClientFactory, UpstreamTransports>();
        WithoutKeyRing(services.AddReverseProxy()).LoadFromMemory(Clusters.Routes(sites), Clusters.Of(sites))
            .AddTransforms<ScrubTransform>().AddTransforms<CookieTransform>().AddTransforms<MemberTransform>()
            .AddTransforms<AddressTransform>().AddTransforms<AnswerTransform>();
        return services;
    }

    // YARP brings a key ring for cookies that we do not use; at start it would write keys into the home folder.
    private static IReverseProxyBuilder WithoutKeyRing(IReverseProxyBuilder proxy)
    {
        var starter = proxy.Services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace == "Microsoft.AspNetCore.DataProtection.Internal");
        proxy.Services.Remove(starter);
        return proxy;
    }

    /// <summary>The one route of all: each request goes to its site's cluster, and a failed one gets our page.</summary>
    public static void MapForwarding(this IEndpointRouteBuilder endpoints) => endpoints.MapReverseProxy(proxy =>
    {
        proxy.Use(async (context, next) =>
        {
            if (MethodSpelling.WouldChange(context.Request.Method))
            {
                await context.RequestServices.GetRequiredService<ErrorPage>().WriteAsync(context, OddMethod);
                return;
            }

            var clusters = context.RequestServices.GetRequiredService<IProxyStateLookup>();
            if (clusters.TryGetCluster(SiteRequest.Of(context).Site.Scheme, out var cluster)) context.ReassignProxyRequest(cluster);
            await next();
            await AnswerFailureAsync(context);
        });
        proxy.UseLoadBalancing();
    });

    private static Task AnswerFailureAsync(HttpContext context)
    {
        if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;

        var refusal = failure.Error == ForwarderError.RequestTimedOut || failure.Exception is FirstByteTimeoutException ? TooSlow : NotReached;
        return context.RequestServices.GetRequiredService<ErrorPage>().WriteAsync(context, refusal with { Detail = failure.Error.ToString() });
    }
}
