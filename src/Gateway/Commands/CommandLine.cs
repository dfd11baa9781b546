using System.CommandLine;

namespace Gateway.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Build()
    {
        var file = new Option<string>("--config") { Description = "The configuration file.", DefaultValueFactory = static _ => "gateway.json", Recursive = true };

        var serve = new Command("serve", "Serve the sites of the configuration (the default).");
        serve.SetAction((parsed, cancellation) => ServeCommand.RunAsync(parsed.GetValue(file)!, Console.Out, Console.Error, cancellation));

        var check = new Command("check", "Read the configuration, report its faults, and print which rule guards which path.");
        check.SetAction(parsed => CheckCommand.Run(parsed.GetValue(file)!, Console.Out, Console.Error));

        var root = new RootCommand("Gateway: OpenID Connect sign-in for members areas, in front of unchanged PHP.") { file, serve, check };
        root.SetAction((parsed, cancellation) => ServeCommand.RunAsync(parsed.GetValue(file)!, Console.Out, Console.Error, cancellation));
        return root;
    }
}
