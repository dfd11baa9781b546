using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>A faulty configuration: a line a fault, and below it what stands there.</summary>
internal static class Faults
{
    public static int Write(IReadOnlyList<ConfigurationFault> faults, Terminal terminal)
    {
        foreach (var fault in faults)
        {
            terminal.Errors.WriteLine(fault);
            if (fault.Quote is not { } quote) continue;

            terminal.Errors.WriteLine("  " + quote.Line);
            terminal.Errors.WriteLine("  " + new string(' ', quote.Caret) + terminal.Alarm("^"));
        }

        return ExitCodes.Fault;
    }
}
