using Gateway.Commands;

namespace Gateway;

/// <summary>Which command was asked for; <c>serve</c> when none was.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments, Terminal.OfConsole());
}
