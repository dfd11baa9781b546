using System.Net;
using System.Net.Sockets;
using Gateway.Commands;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Operations;

/// <summary>Two kinds of ports, and nothing of the one by the other.</summary>
public sealed class OperationsPortTests(VanityStage stage) : IClassFixture<VanityStage>
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health/ready")]
    [InlineData("/health/live")]
    [InlineData("/config")]
    public async Task H04_A_sites_port_answers_nothing_of_operations(string target)
    {
        var gateway = await stage.FreshAsync();

        var page = await gateway.NewBrowser().GetAsync(target);
        var local = await RawRequest.SendAsync(gateway, $"GET {target} HTTP/1.1", ["Host: localhost"]);
        var claimed = await RawRequest.SendAsync(gateway, $"GET {target} HTTP/1.1", [$"Host: {gateway.Operations.Address.Authority}"]);

        Assert.Equal((200, "upstream:" + target), (page.Status, page.Text));   // an ordinary path of the site
        Assert.All([local, claimed], answer =>
        {
            Assert.Equal(421, answer.Status);
            Assert.DoesNotContain("health", answer.Text, StringComparison.OrdinalIgnoreCase);
        });
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/members/")]
    [InlineData("/members/vanity.php?logout=get")]
    [InlineData("/health")]
    [InlineData("/metrics/x")]
    public async Task Operations_port_answers_nothing_of_a_site(string target)
    {
        var gateway = await stage.FreshAsync();

        var answer = await gateway.Operations.AskAsync(target, host: "a.example");

        Assert.Equal(target == "/" ? 200 : 404, answer.Status);
        Assert.Equal("Gateway: /health/live  /health/ready  /metrics\n", answer.Text);
        Assert.Empty(answer.SetCookies);
        Assert.Empty(gateway.Area.Requests);
    }

    [Fact]
    public async Task Operations_port_only_reads()
    {
        var gateway = await stage.FreshAsync();

        var post = await gateway.Operations.AskAsync("/health/live", method: "POST");
        var head = await gateway.Operations.AskAsync("/health/live", method: "HEAD");

        Assert.Equal((405, "GET, HEAD"), (post.Status, post.Header("Allow")));
        Assert.Equal((200, 0), (head.Status, head.Bytes.Length));
    }

    [Fact]
    public async Task A_written_port_that_is_taken_stops_the_start_with_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = $"\"http://127.0.0.1:{port}\"";
        folder.Read();
        var (output, errors) = (new StringWriter(), new StringWriter());

        var code = await ServeCommand.RunAsync(folder.File, watch: false, new Terminal(output, errors, TextReader.Null), TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.Equal(
            $"{folder.File}: Operations: \"http://127.0.0.1:{port}\" is in use: another program has this port. Stop it or write another one.{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task H05_Without_a_word_a_second_gateway_of_the_machine_starts_all_the_same()
    {
        using var first = await TakeDefaultAsync();
        await using var second = await GatewayHost.StartAsync(file: file => file.Remove("Operations"));

        var page = await second.NewBrowser().GetAsync("/");

        Assert.Equal(200, page.Status);
        var line = Assert.Single(second.Log.Warnings).Text;
        Assert.Equal(
            "No health and no metrics are served: Operations is not written, and 127.0.0.1:9464 is another program's. Write Operations with a free port, or \"none\".", line);
    }

    // A test beside may have it for a moment.
    private static async Task<TcpListener> TakeDefaultAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (true)
        {
            try
            {
                var taken = new TcpListener(IPAddress.Loopback, 9464);
                taken.Start();
                return taken;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
            }
        }
    }
}
