using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: would <c>serve</c> start, and which rule guards which path?</summary>
internal static class CheckCommand
{
    /// <summary>With <c>--online</c>: the file first, then the outside parts that it names.</summary>
    public static async Task<int> RunOnlineAsync(string file, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var result = ConfigurationReader.Read(file, Environment.GetEnvironmentVariable);
        if (result.Configuration is not { } configuration) return Faults.Write(result, errors);

        Write(file, configuration, output);
        return OnlineCheck.Write(await OnlineCheck.AskAsync(configuration, cancellation), output);
    }

    public static int Run(string file, TextWriter output, TextWriter errors)
    {
        var result = ConfigurationReader.Read(file, Environment.GetEnvironmentVariable);
        if (result.Configuration is not { } configuration) return Faults.Write(result, errors);

        Write(file, configuration, output);
        return ExitCodes.Good;
    }

    private static void Write(string file, GatewayConfiguration configuration, TextWriter output)
    {
        foreach (var site in configuration.Sites.All)
        {
            output.WriteLine($"{site.Name}  {string.Join(", ", site.Origins)}  ->  {site.Upstream}");
            foreach (var (path, rule) in RuleLines.Of(site)) output.WriteLine($"  {path.PadRight(RuleLines.Width(site))}  {rule}");
        }

        foreach (var warning in configuration.Warnings) output.WriteLine("warning: " + warning);
        output.WriteLine($"{file} is good.");
    }
}
