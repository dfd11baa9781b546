using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>A faulty configuration, one line a fault.</summary>
internal static class Faults
{
    public static int Write(ConfigurationResult result, TextWriter errors)
    {
        foreach (var fault in result.Faults) errors.WriteLine(fault);
        return ExitCodes.Fault;
    }
}
