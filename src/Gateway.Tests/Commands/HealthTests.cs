using Gateway.Tests.Harness;
using Gateway.Tests.Sites;
using Xunit;

namespace Gateway.Tests.Commands;

/// <summary>Whether the process lives, asked by a file that may have changed since it started.</summary>
public sealed class HealthTests(CommandStage stage) : IClassFixture<CommandStage>
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    public async Task Gateway_is_alive_wherever_it_listens_and_whatever_is_wrong_in_the_file(string host)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = $"\"http://{host}:{stage.Port}\"";
        folder.With("Paths", """{ "/members/": "claim" }""").With("Colour", "\"red\"");
        Assert.NotEmpty(folder.Faults());

        var said = await Said.ByAsync("health", "--config", folder.File);

        Assert.Equal((0, $"http://{(host == "0.0.0.0" ? "127.0.0.1" : host)}:{stage.Port}/health/live answers: alive.\n", ""), (said.Code, said.Output, said.Errors));
    }

    [Fact]
    public async Task Nobody_is_asked_where_the_file_says_none()
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = "\"none\"";
        folder.Read();

        var said = await Said.ByAsync("health", "--config", folder.File);

        Assert.Equal((1, "", "Operations is \"none\": there is no port to ask. Write an address: http://127.0.0.1:9464\n"), (said.Code, said.Output, said.Errors));
    }
}

/// <summary>A gateway that runs.</summary>
public sealed class CommandStage : IAsyncLifetime
{
    private GatewayHost? _gateway;

    public int Port => _gateway!.Operations.Address.Port;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _gateway!.DisposeAsync();
}
