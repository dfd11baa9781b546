using System.CommandLine;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: would <c>serve</c> start, which rule guards which path, and what in it is doubtful?</summary>
internal static class CheckCommand
{
    private sealed record Wish(string File, string? Record, string? Expect, bool Online, bool AsJson);

    public static Command Create(Option<string> file, Terminal terminal)
    {
        var online = new Option<bool>("--online") { Description = "Ask the outside parts too: provider, client id and secret, clock, Redis, upstream, the site's own certificate." };
        var record = new Option<string?>("--record") { Description = "Write down who may see what, path by kind of member.", HelpName = "FILE" };
        var expect = new Option<string?>("--expect") { Description = "Say what is different from what was recorded.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write JSON, for machines." };
        var command = new Command("check", "Read the configuration, report its faults, and print which rule guards which path.") { online, record, expect, json };
        command.Validators.Add(given =>
        {
            if (given.GetValue(record) is not null && given.GetValue(expect) is not null) given.AddError("--record and --expect are two steps: write one of them.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new Wish(parsed.GetValue(file)!, parsed.GetValue(record), parsed.GetValue(expect), parsed.GetValue(online), parsed.GetValue(json)), terminal, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Wish wish, Terminal terminal, CancellationToken cancellation)
    {
        var result = ConfigurationReader.Read(wish.File, Environment.GetEnvironmentVariable);
        var report = CheckReport.Of(wish.File, result);
        if (result.Configuration is not { } configuration)
        {
            if (wish.AsJson) CommandJson.Write(terminal.Output, report, CommandJson.Default.CheckReport);
            else Faults.Write(result.Faults, terminal);
            return ExitCodes.Fault;
        }

        if (wish.Record is { } record) return RecordCheck.Run(configuration, record, terminal);
        if (wish.Expect is { } expect) return ExpectCheck.Run(configuration, expect, wish.AsJson, terminal);

        // A person reads the table while the others are asked.
        if (!wish.AsJson) CheckText.Write(report, configuration, terminal);
        var online = wish.Online ? await OnlineCheck.AskAsync(configuration, cancellation) : null;
        if (wish.AsJson) CommandJson.Write(terminal.Output, report with { Online = online }, CommandJson.Default.CheckReport);
        else if (online is not null) OnlineText.Write(online, terminal);
        return online?.Any(one => one.HasFaults) == true ? ExitCodes.Fault : ExitCodes.Good;
    }
}
