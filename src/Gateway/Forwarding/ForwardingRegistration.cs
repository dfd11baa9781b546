using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Gateway.Forwarding;

internal static class ForwardingRegistration
{
    private static readonly Refusal OddMethod = new(StatusCodes.Status405MethodNotAllowed, "method_spelling", "This request cannot be served",
        "The method of the request is written in an unusual way.");

    public static IServiceCollection AddForwarding(this IServiceCollection services, IReadOnlyList<Site> sites)
    {
        services.AddSingleton<CachePrivacy>();
        services.AddSingleton<ServerOrders>();
        services.AddSingleton<UploadLimit>();
        services.AddSingleton<ShortUpload>();
        services.AddSingleton<WebSocketGuard>();
        services.AddSingleton<OwnCookieGuard>();
        services.AddSingleton<ContentTypes>();
        services.AddSingleton<StaticFiles>();
        services.AddSingleton<SiteClusters>();
        services.AddSingleton<ISiteFollower>(provider => provider.GetRequiredService<SiteClusters>());
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<SiteClusters>());
        services.AddSingleton<IForwarderHttpClientFactory, UpstreamTransports>();
        services.AddSingleton<IPassiveHealthCheckPolicy, LeaveAlone>();
        WithoutKeyRing(services.AddReverseProxy()).LoadFromMemory(Clusters.Routes, Clusters.Of(sites))
            .AddTransforms<ScrubTransform>().AddTransforms<CookieTransform>().AddTransforms<MemberTransform>()
            .AddTransforms<AssertionTransform>().AddTransforms<AddressTransform>().AddTransforms<ScriptTransform>().AddTransforms<AnswerTransform>();
        return services;
    }

    // YARP brings a key ring for cookies that we do not use; at start it would write keys into the home folder, or complain that there is none.
    private static IReverseProxyBuilder WithoutKeyRing(IReverseProxyBuilder proxy)
    {
        var starter = proxy.Services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace == "Microsoft.AspNetCore.DataProtection.Internal");
        proxy.Services.Remove(starter);
        proxy.Services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(static _ => new EphemeralDataProtectionProvider()));
        return proxy;
    }

    /// <summary>The one route of all: each request goes to its site's cluster, and a failed one gets our page.</summary>
    public static void MapForwarding(this IEndpointRouteBuilder endpoints) => endpoints.MapReverseProxy(proxy =>
    {
        var (clusters, errors) = (endpoints.ServiceProvider.GetRequiredService<IProxyStateLookup>(), endpoints.ServiceProvider.GetRequiredService<ErrorPage>());
        proxy.Use(async (context, next) =>
        {
            if (MethodSpelling.WouldChange(context.Request.Method))
            {
                await errors.WriteAsync(context, OddMethod with { Member = context.Features.Get<RequestMember>()?.Live?.Session.User });
                return;
            }

            var request = SiteRequest.Of(context);
            if (clusters.TryGetCluster(Clusters.NameOf(request.Site, request.Folder), out var cluster)) context.ReassignProxyRequest(cluster);
            await next();
            if (OtherAddress.IsNotReached(context)) await OtherAddress.TryAsync(context, next);
            await UpstreamFailure.AnswerAsync(context, errors);
        });
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    });
}
