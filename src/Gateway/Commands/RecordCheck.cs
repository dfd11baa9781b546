using System.Globalization;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway check --record FILE</c>: writes down who may see what today.</summary>
internal static class RecordCheck
{
    public static int Run(GatewayConfiguration configuration, string file, Terminal terminal)
    {
        var kinds = AccessRecord.UsualKinds;
        if (File.Exists(file))
        {
            // The owner's kinds stay; and a file that is no record stays as it is.
            if (!AccessRecord.TryRead(file, out var earlier, out var fault))
            {
                terminal.Errors.WriteLine($"{fault} It is left as it is.");
                return ExitCodes.Fault;
            }

            kinds = earlier!.Kinds;   // read
        }

        var tables = configuration.Sites.All.ToDictionary(site => site.Name, site => new AccessTable(site, kinds));
        var record = new AccessRecord
        {
            Kinds = kinds,
            Sites = tables.ToDictionary(site => site.Key, site => site.Value.Rows().ToDictionary(row => row, site.Value.Outcomes)),
        };
        try
        {
            File.WriteAllText(file, record.ToString());
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            terminal.Errors.WriteLine($"{file} cannot be written: {refused.Message}");
            return ExitCodes.Fault;
        }

        var rows = record.Sites.Values.Sum(site => site.Count);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {rows} paths for {string.Join(", ", kinds.Keys)}."));
        foreach (var word in tables.Values.SelectMany(table => table.Untried()).Distinct(StringComparer.Ordinal))
            terminal.Output.WriteLine($"{terminal.Warning("warning:")} no kind has the claim of \"claim {word}\". Add it to a kind in {file} and record again, or an edit of that rule is not seen.");
        return ExitCodes.Good;
    }
}
