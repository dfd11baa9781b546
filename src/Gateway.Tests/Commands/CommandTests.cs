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

        var code = await ServeCommand.RunAsync(file, watch: false, output, errors, TestContext.Current.CancellationToken);

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

        var code = await ServeCommand.RunAsync(folder.File, watch: false, output, errors, TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        var line = Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"127.0.0.1:{port}", line, StringComparison.Ordinal);
        Assert.Contains("Another program has this port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_command_is_wrong_use_with_exit_code_2()
    {
        var said = await Said.ByAsync("serv");

        Assert.Equal(2, said.Code);
        Assert.Contains("serv", said.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "gateway check --config /etc/gateway/gateway.json")]
    [InlineData("explain", "gateway explain --path /members/")]
    [InlineData("new", "gateway new")]
    [InlineData("serve", "gateway serve --config /etc/gateway/gateway.json")]
    [InlineData("upstream-config", "gateway upstream-config apache --claim plan --claim level")]
    public async Task Help_of_a_command_has_lines_to_copy_and_fits_on_80_columns(string command, string example)
    {
        var said = await Said.ByAsync(command, "--help");

        Assert.Equal((0, ""), (said.Code, said.Errors));
        Assert.Contains($"Examples:\n  {example}\n", said.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 good, 1 faults found, 2 wrong use.", said.Output, StringComparison.Ordinal);
        Assert.All(said.Output.Split('\n').Where(line => !line.StartsWith("  gateway ", StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, line));
    }
}
