using System.Net;
using System.Net.Sockets;
using Gateway.Commands;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

public sealed class CommandTests
{
    [Fact]
    public async Task Serve_refuses_a_broken_file_with_its_line_and_exit_code_1()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("gateway-").FullName, "gateway.json");
        await File.WriteAllTextAsync(file, "{\n  \"Sites\": {\n    \"a\": { \"Origns\": [] }\n  }\n}", TestContext.Current.CancellationToken);
        var (output, errors) = (new StringWriter(), new StringWriter());

        var code = await ServeCommand.RunAsync(file, watch: false, new Terminal(output, errors, TextReader.Null), TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.Contains($"{file}:3: site \"a\": Origns", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("Did you mean \"Origins\"?", errors.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Serve_says_in_one_line_that_a_port_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new ConfigurationFolder();
        folder.Read();
        await File.WriteAllTextAsync(folder.File, (await File.ReadAllTextAsync(folder.File, TestContext.Current.CancellationToken)).Replace(":8080", $":{port}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (output, errors) = (new StringWriter(), new StringWriter());

        var code = await ServeCommand.RunAsync(folder.File, watch: false, new Terminal(output, errors, TextReader.Null), TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        var line = Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"127.0.0.1:{port}", line, StringComparison.Ordinal);
        Assert.Contains("Another program has this port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_command_is_wrong_use_with_exit_code_2()
    {
        var said = await Said.ByAsync("serv");

        Assert.Equal((2, ""), (said.Code, said.Output));
        Assert.Equal("Unrecognized command or argument 'serv'.\nDid you mean serve?\nWhat can be written: gateway --help\n", said.Errors);
    }

    [Theory]
    [InlineData("check", "gateway check --config /etc/gateway/gateway.json")]
    [InlineData("explain", "gateway explain --path /members/")]
    [InlineData("health", "gateway health --config /etc/gateway/gateway.json")]
    [InlineData("import-apache", "gateway import-apache /etc/apache2/sites-enabled/members.conf")]
    [InlineData("new", "gateway new")]
    [InlineData("serve", "gateway serve --config /etc/gateway/gateway.json")]
    [InlineData("upstream-config", "gateway upstream-config apache --claim plan --claim level")]
    public async Task Help_of_a_command_has_lines_to_copy_and_fits_on_80_columns(string command, string example)
    {
        var said = await Said.ByAsync(command, "--help");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Contains($"Examples:\n  {example}\n", said.Output, StringComparison.Ordinal);
        Assert.EndsWith("Exit codes:\n  0  good\n  1  a file or a part outside is at fault, or needs your decision\n  2  wrong use: the command must be written otherwise\n", said.Output, StringComparison.Ordinal);
        Assert.All(said.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }
}
