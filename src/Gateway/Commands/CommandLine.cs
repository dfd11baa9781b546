using System.CommandLine;

namespace Gateway.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    /// <summary>Runs what was asked for; wrong use is <see cref="ExitCodes.WrongUse"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        var parsed = Build(output, errors).Parse(arguments);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return parsed.Errors.Count > 0 ? ExitCodes.WrongUse : code;
    }

    private static RootCommand Build(TextWriter output, TextWriter errors)
    {
        var file = new Option<string>("--config") { Description = "The configuration file.", DefaultValueFactory = static _ => "gateway.json", Recursive = true };

        var serve = new Command("serve", "Serve the sites of the configuration (the default).");
        serve.SetAction((parsed, cancellation) => ServeCommand.RunAsync(parsed.GetValue(file)!, output, errors, cancellation));

        var check = new Command("check", "Read the configuration, report its faults, and print which rule guards which path.");
        var online = new Option<bool>("--online") { Description = "Ask the providers too: metadata, issuer, keys, algorithms." };
        check.Add(online);
        check.SetAction((parsed, cancellation) => parsed.GetValue(online)
            ? CheckCommand.RunOnlineAsync(parsed.GetValue(file)!, output, errors, cancellation)
            : Task.FromResult(CheckCommand.Run(parsed.GetValue(file)!, output, errors)));

        var root = new RootCommand("Gateway: OpenID Connect sign-in for members areas, in front of unchanged PHP.") { file, serve, check };
        root.SetAction((parsed, cancellation) => ServeCommand.RunAsync(parsed.GetValue(file)!, output, errors, cancellation));
        return root;
    }
}
