using Gateway.FastCgi;
using Gateway.Forwarding;
using Gateway.Freshness;
using Gateway.Gate;
using Gateway.Identity;
using Gateway.Listening;
using Gateway.Operations;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Sites;
using Gateway.Telemetry;
using Gateway.Vanity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway;

/// <summary>The table of contents of the product: its services, then its pipeline, in the order in which a request meets them.</summary>
internal static class GatewayApplication
{
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    /// <summary>
    /// The host for one configuration. <paramref name="change"/> comes last: the clock of tests, and whatever a test takes out.
    /// </summary>
    public static IHost Build(GatewayConfiguration configuration, Action<IServiceCollection>? change = null)
    {
        KestrelSetup.RefuseBareLineFeeds();
        return new HostBuilder()
            .ConfigureLogging(logging => AddLogging(logging, configuration.LogFormat))
            .ConfigureWebHost(web => web
                .UseKestrel(kestrel => KestrelSetup.Configure(kestrel, configuration))
                .ConfigureServices(services => AddServices(services, configuration))
                .ConfigureServices(services => change?.Invoke(services))
                .Configure(Use))
            .UseDefaultServiceProvider(provider => provider.ValidateOnBuild = true)
            .Build();
    }

    private static void AddServices(IServiceCollection services, GatewayConfiguration configuration)
    {
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.AddGatewayTelemetry();
        services.AddSingleton<IMiddlewareFactory, MiddlewareFactory>();
        services.AddSites(configuration);
        services.AddPages();
        services.AddListening(configuration);
        services.AddFastCgi();
        services.AddSessions(configuration.Redis?.Options, configuration.Redis?.KeyPrefix ?? "");
        services.AddProvider();
        services.AddFreshness();
        services.AddSignIn();
        services.AddGate();
        services.AddIdentity();
        services.AddForwarding(configuration.Sites.All);
        services.AddVanity();
        services.AddOperations();
    }

    private static void Use(IApplicationBuilder app)
    {
        var schemes = app.ApplicationServices.GetRequiredService<OidcSetup>();
        foreach (var site in app.ApplicationServices.GetRequiredService<CurrentConfiguration>().Value.Sites.All) schemes.Add(site);

        app.UseOperations();   // by its own port; what follows is for sites
        app.UseStep<Leaving>();
        app.UseStep<RequestRecord>();
        app.UseStep<FailureAnswer>();
        app.UseStep<SiteSelection>();
        app.UseStep<TraceStep>();
        app.UseStep<VanityEndpoint>();
        app.UseStep<ScriptSelection>();
        app.UseStep<GateMiddleware>();
        app.UseStep<WebSocketGuard>();
        app.UseStep<UploadLimit>();
        app.UseStep<ShortUpload>();
        app.UseStep<StaticFiles>();
        app.UseRouting();
        app.UseEndpoints(endpoints => endpoints.MapForwarding());
    }

    // Each step is one object for all requests. Made for each of them anew, as UseMiddleware would, eleven steps cost a tenth of a request.
    private static void UseStep<T>(this IApplicationBuilder app)
        where T : IMiddleware
    {
        var step = app.ApplicationServices.GetRequiredService<IMiddlewareFactory>().Create(typeof(T))!;   // all are registered
        app.Use(next => context => step.InvokeAsync(context, next));
    }

    private static void AddLogging(ILoggingBuilder logging, LogFormat format)
    {
        AddFilters(logging);
        if (format == LogFormat.Json) logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, Timestamp));
        else logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Timestamp));
    }

    // The framework's own lines quote URLs and what an OP sent: tokens among them. What they would say, ours say.
    private static void AddFilters(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)   // else it begins an Activity for each request, which nobody reads
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        .AddFilter(typeof(OidcHandler).FullName, LogLevel.None)
        .AddFilter("System", LogLevel.Warning)
        .AddFilter("Polly", LogLevel.None)
        .AddFilter("Yarp", LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);   // a port in use: ServeCommand says so in one line
}
