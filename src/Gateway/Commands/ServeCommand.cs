using Gateway.Operations;
using Gateway.Rules;
using Gateway.Sites;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Commands;

/// <summary><c>gateway serve</c>: reads the configuration, says what it found, and serves until it is told to stop.</summary>
internal static class ServeCommand
{
    private const int MostNamed = 5;

    public static Task<int> RunAsync(string file, bool watch, Terminal terminal, CancellationToken cancellation) => RunAsync(file, watch, RuntimeFloor.Here, terminal, cancellation);

    public static async Task<int> RunAsync(string file, bool watch, Version runtime, Terminal terminal, CancellationToken cancellation)
    {
        if (RuntimeFloor.FaultOf(runtime) is { } old)
        {
            await terminal.Errors.WriteLineAsync(old);
            return ExitCodes.Fault;
        }

        var result = ConfigurationReader.Read(file, Environment.GetEnvironmentVariable);
        if (result.Configuration is not { } configuration) return Faults.Write(result.Faults, terminal);

        var isHeard = true;
        foreach (var warning in configuration.Warnings) isHeard &= await terminal.SayAsync($"{terminal.Warning("warning:")} {warning}");
        using var host = GatewayApplication.Build(configuration, services =>
        {
            services.AddSingleton<StartUpProbe>();
            services.AddSingleton<ISiteFollower>(static provider => provider.GetRequiredService<StartUpProbe>());
            services.AddHostedService(static provider => provider.GetRequiredService<StartUpProbe>());
            services.AddHostedService<ReloadOnSignal>();
            if (watch) services.AddHostedService<ReloadOnChange>();
        });
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception failure) when (ListenFault.Of(failure) is { } fault)
        {
            await terminal.Errors.WriteLineAsync($"{file}: {fault}");
            return ExitCodes.Fault;
        }
        catch (OperationCanceledException) when (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            return ExitCodes.Good;   // told to stop before it served
        }
        catch (OperationsRefusedException refusal)
        {
            await terminal.Errors.WriteLineAsync($"{file}: {refusal.Message}");
            return ExitCodes.Fault;
        }

        var operations = host.Services.GetRequiredService<OperationsListener>().Address;
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Where(address => address != $"http://{operations}");
        isHeard &= await terminal.SayAsync($"Gateway listens on {string.Join(", ", addresses)} for {Named(configuration.Sites.All.SelectMany(site => site.Origins).ToList())}.");
        if (operations is not null) isHeard &= await terminal.SayAsync($"Health and metrics: http://{operations}/");
        isHeard &= await terminal.SayAsync(configuration.Redis is { } redis
            ? $"Sessions are kept in Redis at {redis}."
            : "Sessions are kept in memory: a restart signs every member out.");
        if (!isHeard) await terminal.ComplainAsync("The output cannot be written, as on a full disk: lines of the log are lost until it can. The sites are served all the same.");
        await host.WaitForShutdownAsync(cancellation);
        return ExitCodes.Good;
    }

    private static string Named(List<Origin> origins) =>
        origins.Count <= MostNamed ? string.Join(", ", origins) : $"{string.Join(", ", origins.Take(MostNamed))} and {origins.Count - MostNamed} more";
}
