using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Demo;
using Gateway.Demo.Nats;
using Xunit;

namespace Gateway.Tests.Demo;

public sealed class ProgramTests
{
    [Theory]
    [InlineData(0, "the Gateway")]
    [InlineData(1, "the simulated NATS")]
    [InlineData(2, "the sample members area")]
    public async Task A_port_in_use_gives_one_line_and_exit_code_1(int offset, string part)
    {
        var (port, taken) = TakePortAfter(offset);
        using var errors = new StringWriter(CultureInfo.InvariantCulture);
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        var exit = await Gateway.Demo.Program.RunAsync(port, output, errors, TestContext.Current.CancellationToken);
        taken.Dispose();

        Assert.Equal(1, exit);
        Assert.Equal($"Port {port + offset} ({part}) is in use. Choose another first port with --port.{Environment.NewLine}", errors.ToString());
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65534")]
    [InlineData("many")]
    public async Task A_port_that_cannot_be_is_wrong_use(string port) => Assert.Equal(2, await Gateway.Demo.Program.Main(["--port", port]));

    [Fact]
    public async Task The_configuration_names_the_parts_and_is_JSON()
    {
        await using var nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions { Clients = [DemoConfiguration.Client(8080)] }, TimeProvider.System);

        var text = DemoConfiguration.Text(8080, nats.MetadataUrl, new Uri("http://127.0.0.1:8082/"), ipv6: true);

        using var json = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var site = json.RootElement.GetProperty("Sites").GetProperty("demo");
        var provider = site.GetProperty("Provider");
        var client = nats.Clients.Find(provider.GetProperty("ClientId").GetString())!;
        Assert.Equal(nats.MetadataUrl.ToString(), provider.GetProperty("MetadataUrl").GetString());
        Assert.Equal(client.Secret, provider.GetProperty("ClientSecret").GetString());
        Assert.Equal("http://127.0.0.1:8082", site.GetProperty("Upstream").GetString());
        Assert.Equal(
            client.RedirectUris,
            site.GetProperty("Origins").EnumerateArray().Select(origin => origin.GetString() + site.GetProperty("RedirectUri").GetString()));
    }

    // Below the ports that the system hands out for port 0, so that no test beside this one takes a neighbour.
    private static (int Port, Socket Taken) TakePortAfter(int offset)
    {
        for (var port = 21_000; port < 30_000; port += 3)
        {
            if (Enumerable.Range(port, 3).All(IsFree) && TryTake(port + offset) is { } taken) return (port, taken);
        }

        throw new InvalidOperationException("No three ports in a row are free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = TryTake(port);
        return socket is not null;
    }

    private static Socket? TryTake(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
