using Gateway.Provider;
using Gateway.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Commands;

/// <summary><c>gateway check --online</c>: are the outside parts there, and as the sites need them? Each distinct OP is asked once.</summary>
internal static class OnlineCheck
{
    /// <summary>What was found, one report a part. <paramref name="change"/> comes last: the clock and the trust of tests.</summary>
    public static async Task<IReadOnlyList<OnlineReport>> AskAsync(
        GatewayConfiguration configuration, CancellationToken cancellation, Action<IServiceCollection>? change = null)
    {
        var services = new ServiceCollection().AddLogging().AddProvider();
        services.TryAddSingleton(TimeProvider.System);
        change?.Invoke(services);
        await using var provider = services.BuildServiceProvider();
        var http = provider.GetRequiredService<ProviderHttp>();

        var reports = new List<OnlineReport>();
        foreach (var sites in configuration.Sites.All.GroupBy(site => site.Provider with { ClientId = "", ClientSecret = "" }))
        {
            var findings = await new ProviderProbe(http, sites.First().Provider).AskAsync(cancellation);
            reports.Add(new OnlineReport($"Provider {sites.Key.MetadataUrl.Authority}", [.. sites.Select(site => site.Name)], findings));
        }

        return reports;
    }

    /// <summary>Prints the reports; the exit code tells whether there is a fault among them.</summary>
    public static int Write(IReadOnlyList<OnlineReport> reports, TextWriter output)
    {
        foreach (var report in reports)
        {
            output.WriteLine();
            output.WriteLine($"{report.Part} ({(report.Sites.Count == 1 ? "site" : "sites")} {string.Join(", ", report.Sites)})");
            var width = report.Findings.Max(static finding => finding.Subject.Length);
            foreach (var finding in report.Findings)
            {
                output.WriteLine($"  {Word(finding.Verdict),-5}  {finding.Subject.PadRight(width)}  {finding.Text}");
                if (finding.Remedy is { } remedy) output.WriteLine($"  {"",-5}  {"".PadRight(width)}  -> {remedy}");
            }
        }

        var faults = reports.Sum(report => report.Findings.Count(static finding => finding.Verdict == OnlineVerdict.Fault));
        output.WriteLine();
        output.WriteLine(faults == 0 ? "Online: no fault found." : $"Online: {faults} {(faults == 1 ? "fault" : "faults")} found.");
        return faults == 0 ? ExitCodes.Good : ExitCodes.Fault;
    }

    private static string Word(OnlineVerdict verdict) => verdict switch
    {
        OnlineVerdict.Good => "ok",
        OnlineVerdict.Note => "note",
        _ => "FAULT",
    };
}
