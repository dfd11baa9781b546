using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: would <c>serve</c> start, and which rule guards which path?</summary>
internal static class CheckCommand
{
    public static int Run(string file, TextWriter output, TextWriter errors)
    {
        var result = ConfigurationReader.Read(file, Environment.GetEnvironmentVariable);
        if (result.Configuration is not { } configuration) return Faults.Write(result, errors);

        foreach (var site in configuration.Sites.All)
        {
            output.WriteLine($"{site.Name}  {string.Join(", ", site.Origins)}  ->  {site.Upstream}");
            foreach (var (path, rule) in RuleLines.Of(site)) output.WriteLine($"  {path.PadRight(RuleLines.Width(site))}  {rule}");
        }

        foreach (var warning in configuration.Warnings) output.WriteLine("warning: " + warning);
        output.WriteLine($"{file} is good.");
        return ExitCodes.Good;
    }
}
