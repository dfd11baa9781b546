using System.CommandLine;

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
        };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > HighestPort) result.AddError($"--port must lie between 1 and {HighestPort}.");
        });

        var root = new RootCommand("A Gateway in front of a sample members area, with a simulated NATS.") { port };
        root.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(port), Console.Out, Console.Error, cancellationToken));

        var command = root.Parse(args);
        var exit = await command.InvokeAsync();
        return command.Errors.Count > 0 ? WrongUse : exit;
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
}
