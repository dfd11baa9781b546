using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Gateway.Commands;

/// <summary>The framework's help, and behind it the lines that people copy.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["gateway"] = ["gateway new", "gateway check", "gateway serve --config /etc/gateway/gateway.json"],
        ["serve"] = ["gateway serve --config /etc/gateway/gateway.json"],
        ["new"] =
        [
            "gateway new",
            """
            gateway new --origin https://members.example.com \
                --nats https://nats.example.com \
                --client-id 1,2,3 --client-secret env:NATS_SECRET
            """,
        ],
        ["check"] =
        [
            "gateway check --config /etc/gateway/gateway.json",
            "gateway check --record access.json",
            "gateway check --expect access.json",
        ],
        ["upstream-config"] =
        [
            "gateway upstream-config apache --claim plan --claim level",
            "gateway upstream-config nginx --site example --out /etc/nginx",
        ],
        ["health"] = ["gateway health --config /etc/gateway/gateway.json"],
        ["explain"] =
        [
            "gateway explain --path /members/",
            """
            gateway explain --path /members/full/a.php \
                --claims '{"username":"bob","trial":"1"}'
            """,
            """gateway explain --path https://members.example.com/upload.php --method POST""",
        ],
        ["import-apache"] =
        [
            "gateway import-apache /etc/apache2/sites-enabled/members.conf",
            """
            gateway import-apache members.conf --out /etc/gateway \
                --include-root /etc/apache2 --define ROOT=/srv
            """,
            """
            gateway import-apache nats.txt --origin https://members.example.com \
                --document-root /var/www/site --upstream http://127.0.0.1:8081
            """,
        ],
    };

    public override bool ClearsParseErrors => true;   // who asks for help has not been wrong

    public override int Invoke(ParseResult parseResult)
    {
        inner.MaxWidth = Columns.Width;
        var code = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (!Examples.TryGetValue(parseResult.CommandResult.Command.Name, out var lines)) return code;

        output.WriteLine("Examples:");
        foreach (var line in lines.SelectMany(static example => example.Split('\n'))) output.WriteLine("  " + line);
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (var (exit, meaning) in ExitCodes.Table) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {exit}  {meaning}"));
        return code;
    }
}
