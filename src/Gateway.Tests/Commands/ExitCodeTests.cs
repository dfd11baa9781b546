using Gateway.Commands;
using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>Every command ends by the same table; FOLDER is where the files are.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private const string Apache = """
        <VirtualHost *:443>
        ServerName members.example.com
        DocumentRoot /var/www/site
        SSLEngine on
        OIDCProviderMetadataURL https://nats.example.com/.well-known/member-openid-configuration
        OIDCClientID 1,2,3
        OIDCClientSecret "s3cret"
        OIDCRedirectURI /members/vanity.php
        OIDCCryptoPassphrase a-passphrase-of-the-tests
        <Directory /var/www/site/members>
          AuthType openid-connect
          Require valid-user
        </Directory>
        </VirtualHost>

        """;

    private const string New = "new --origin https://a.example --nats https://nats.example --client-id 1 --client-secret hush --config FOLDER/";

    private readonly ConfigurationFolder _folder = new();

    public ExitCodeTests()
    {
        _folder.With("UpstreamSecret", "\"an upstream secret that is long enough\"").With("UpstreamProof", "\"Both\"").Read();
        Write("faulty.json", "{ \"Sites\": 5 }");
        Write("unasked.json", File.ReadAllText(_folder.File).Replace("\"Sites\"", "\"Operations\": \"none\", \"Sites\"", StringComparison.Ordinal));
        Write("site.conf", Apache);
        Write("undecided.conf", Apache.Replace("</VirtualHost>", "<Location /x>\nRequire ip 10.0.0.1\n</Location>\n</VirtualHost>", StringComparison.Ordinal));
        Write("no-record.json", "5");
    }

    public static TheoryData<int, string> Uses => new()
    {
        { 1, "serve --config FOLDER/faulty.json" },
        { 1, "serve --config FOLDER/missing.json" },
        { 2, "serve --nope" },
        { 1, "health --config FOLDER/missing.json" },
        { 1, "health --config FOLDER/unasked.json" },
        { 2, "health --nope" },
        { 0, New + "new.json" },
        { 1, New + "gateway.json" },
        { 1, New + "no-folder/gateway.json" },
        { 2, "new --config FOLDER/new.json" },
        { 2, "new --nope" },
        { 0, "check --config FOLDER/gateway.json" },
        { 0, "check --config FOLDER/gateway.json --record FOLDER/access.json" },
        { 1, "check --config FOLDER/faulty.json" },
        { 1, "check --config FOLDER/faulty.json --json" },
        { 1, "check --config FOLDER/gateway.json --record FOLDER/no-folder/access.json" },
        { 1, "check --config FOLDER/gateway.json --record FOLDER/no-record.json" },
        { 1, "check --config FOLDER/gateway.json --expect FOLDER/no-record.json" },
        { 1, "check --config FOLDER/gateway.json --expect FOLDER/missing.json" },
        { 2, "check --record a --expect b" },
        { 0, "explain --config FOLDER/gateway.json --path /members/" },
        { 1, "explain --config FOLDER/faulty.json --path /members/" },
        { 2, "explain --config FOLDER/gateway.json --path members" },
        { 2, "explain --config FOLDER/gateway.json --path / --site other" },
        { 2, "explain" },
        { 0, "upstream-config apache --config FOLDER/gateway.json" },
        { 1, "upstream-config apache --config FOLDER/faulty.json" },
        { 1, "upstream-config apache --config FOLDER/gateway.json --out FOLDER/no-folder" },
        { 2, "upstream-config iis --config FOLDER/gateway.json" },
        { 2, "upstream-config apache --config FOLDER/gateway.json --site other" },
        { 0, "import-apache FOLDER/site.conf --out FOLDER/out" },
        { 1, "import-apache FOLDER/undecided.conf --out FOLDER/out" },
        { 1, "import-apache FOLDER/missing.conf --out FOLDER/out" },
        { 2, "import-apache --out FOLDER/out" },
        { 2, "import-apache FOLDER/site.conf --define =x" },
        { 0, "--help" },
        { 2, "frobnicate" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task A_command_ends_by_the_table(int code, string use)
    {
        var said = await Said.ByAsync(use.Replace("FOLDER", _folder.Folder, StringComparison.Ordinal).Split(' '));

        Assert.True(code == said.Code, $"{said.Code}: {said.Output}{said.Errors}");
    }

    [Fact]
    public async Task Serve_ends_with_0_when_it_is_told_to_stop()
    {
        using var stop = new CancellationTokenSource();
        var listening = new TaskCompletionSource();
        Write("gateway.json", (await File.ReadAllTextAsync(_folder.File, stop.Token)).Replace("127.0.0.1:8080", $"127.0.0.1:{FreePort.Take()}", StringComparison.Ordinal));

        var serving = ServeCommand.RunAsync(
            _folder.File, watch: false, new Terminal(new Announced(TextWriter.Null, "Gateway listens", listening), TextWriter.Null, TextReader.Null), stop.Token);
        await Task.WhenAny(listening.Task, serving);
        await stop.CancelAsync();

        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task Every_command_is_driven_through_every_code_and_the_readme_has_the_table()
    {
        var help = (await Said.ByAsync("--help")).Output;
        var commands = help[help.IndexOf("\nCommands:", StringComparison.Ordinal)..]
            .Split('\n').Where(line => line.Length > 2 && line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0]).ToList();

        Assert.Equal(7, commands.Count);
        foreach (var command in commands)
            foreach (var (code, _) in ExitCodes.Table.Where(row => command is not ("serve" or "health") || row.Code != 0))
                Assert.True(Uses.Any(use => use.Data.Item1 == code && use.Data.Item2.StartsWith(command, StringComparison.Ordinal)), $"{command} {code}");
        foreach (var (code, meaning) in ExitCodes.Table) Assert.Contains($"| {code} | {meaning} |", ReadmeSample.Readme, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => _folder.Beside(name, System.Text.Encoding.UTF8.GetBytes(text));
}
