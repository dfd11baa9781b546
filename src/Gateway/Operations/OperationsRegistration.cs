using System.Diagnostics.Metrics;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Gateway.Operations;

/// <summary>What operators see. The Prometheus exporter, a beta, is known to this room alone.</summary>
internal static class OperationsRegistration
{
    private const int FewestSeries = 200;
    private const int MostSeries = 20_000;

    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<OperationsListener>();
        services.AddOptions<KestrelServerOptions>().Configure<OperationsListener>(static (kestrel, listener) => listener.AddTo(kestrel));
        services.AddOptions<SocketTransportOptions>().Configure<OperationsListener>(static (sockets, listener) => sockets.CreateBoundListenSocket = listener.Bind);

        services.AddSingleton<ProviderStates>();
        services.AddSingleton<HealthAnswer>();
        services.AddSingleton<Leaving>();
        services.AddHostedService(static provider => provider.GetRequiredService<Leaving>());
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = Leaving.Limit);
        services.AddHealthChecks().AddCheck<Leaving>("serving").AddCheck<StoreCheck>("store").AddCheck<ProvidersCheck>("providers").AddCheck<ReloadCheck>("configuration");

        services.AddSingleton<QueryMask>();
        services.AddSingleton<AccessLogLine>();
        services.AddSingleton<AccessLogWriter>();
        services.AddHostedService(static provider => provider.GetRequiredService<AccessLogWriter>());
        services.AddSingleton<RequestRecord>();

        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("gateway", autoGenerateServiceInstanceId: false))
            .WithMetrics(static metrics => metrics
                .AddMeter(GatewayMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter(static exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        services.ConfigureOpenTelemetryMeterProvider(static (provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            var series = Math.Clamp(100 * provider.GetRequiredService<CurrentConfiguration>().Value.Sites.All.Count, FewestSeries, MostSeries);
            metrics.AddView(instrument => View(instrument, own, series));
        });
        return services;
    }

    // One process may hold several Gateways, whose meters bear the same names.
    private static MetricStreamConfiguration View(Instrument instrument, IMeterFactory own, int series) =>
        instrument.Meter.Scope is { } scope && !ReferenceEquals(scope, own) ? MetricStreamConfiguration.Drop : new MetricStreamConfiguration { CardinalityLimit = series };
}
