using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Gateway.Demo;

/// <summary>Starts the demo, says where it is, and runs until Ctrl+C.</summary>
internal static class Program
{
    private const int Faulty = 1;
    private const int WrongUse = 2;
    private const int HighestPort = 65535 - 2;

    public static async Task<int> Main(string[] args)
    {
        var port = new Option<int>("--port")
        {
            Description = "Port of the Gateway; NATS and the members area take the two after it.",
            DefaultValueFactory = _ => 8080,
            CustomParser = ParsePort,
        };
        var root = new RootCommand("A Gateway in front of a sample members area, with a simulated NATS.") { port };
        root.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(port), Console.Out, Console.Error, cancellationToken));

        var command = root.Parse(args);
        if (command.Errors.Count == 0) return await command.InvokeAsync();
        foreach (var error in command.Errors) await Console.Error.WriteLineAsync(error.Message);
        return WrongUse;
    }

    internal static async Task<int> RunAsync(int port, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            await using var demo = await RunningDemo.StartAsync(port, TimeProvider.System, cancellationToken);
            await output.WriteLineAsync(demo.Introduction);
            var end = new TaskCompletionSource();
            await using var stop = cancellationToken.Register(end.SetResult);
            await end.Task;
            return 0;
        }
        catch (PortRefusedException refused)
        {
            await errors.WriteLineAsync(refused.Message);
            return Faulty;
        }
    }

    private static int ParsePort(ArgumentResult argument)
    {
        var isNumber = int.TryParse(argument.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        if (isNumber && port is >= 1 and <= HighestPort) return port;

        argument.AddError($"--port must be a number between 1 and {HighestPort}.");
        return 0;
    }
}
