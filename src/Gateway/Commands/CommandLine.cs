using System.CommandLine;
using System.CommandLine.Help;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>The commands and what is the same for all of them.</summary>
internal static class CommandLine
{
    private const string Serve = "serve";

    /// <summary>Runs what was asked for; wrong use is <see cref="ExitCodes.WrongUse"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var parsed = Build(terminal).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples) return Refuse(parsed, terminal);

        var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Errors };
        if (IsServe(parsed.CommandResult.Command)) invocation.ProcessTerminationTimeout = null;   // the framework would end it two seconds after a signal; the host hears that itself
        return await parsed.InvokeAsync(invocation);
    }

    private static bool IsServe(Command command) => command is RootCommand or { Name: Serve };

    // The framework would colour it by the output alone, and print the whole help into whatever reads that.
    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        foreach (var error in parsed.Errors) terminal.Errors.WriteLine(terminal.Alarm(error.Message));
        foreach (var word in parsed.UnmatchedTokens)
            if (NearestName.Of(word, command.Children.Select(static child => child.Name)) is { } meant) terminal.Errors.WriteLine($"Did you mean {meant}?");
        terminal.Errors.WriteLine($"What can be written: {(command is RootCommand ? "gateway" : "gateway " + command.Name)} --help");
        return ExitCodes.WrongUse;
    }

    private static RootCommand Build(Terminal terminal)
    {
        var file = new Option<string>("--config") { Description = "The configuration file.", HelpName = "FILE", DefaultValueFactory = static _ => "gateway.json", Recursive = true };

        var watch = new Option<bool>("--watch") { Description = "Reload when the configuration, or a file that it names, changes." };
        var serve = new Command(Serve, "Serve the sites of the configuration (the default).") { watch };
        serve.SetAction((parsed, cancellation) => ServeCommand.RunAsync(parsed.GetValue(file)!, parsed.GetValue(watch), terminal, cancellation));

        var root = new RootCommand("Gateway: OpenID Connect sign-in for members areas, in front of unchanged PHP.")
        {
            file, watch, serve, NewCommand.Create(file, terminal), CheckCommand.Create(file, terminal), ExplainCommand.Create(file, terminal), UpstreamConfigCommand.Create(file, terminal),
            ImportApacheCommand.Create(file, terminal), HealthCommand.Create(file, terminal),
        };
        root.SetAction((parsed, cancellation) => ServeCommand.RunAsync(parsed.GetValue(file)!, parsed.GetValue(watch), terminal, cancellation));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);   // the framework's own
        return root;
    }
}
