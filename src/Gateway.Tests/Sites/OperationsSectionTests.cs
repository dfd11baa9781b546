using Xunit;

namespace Gateway.Tests.Sites;

public sealed class OperationsSectionTests
{
    [Fact]
    public void H05_Left_out_it_is_loopback_and_need_not_be_free()
    {
        using var folder = new ConfigurationFolder();

        var operations = ConfigurationFolder.Good(folder.Read()).Operations;

        Assert.Equal((new Uri("http://127.0.0.1:9464"), false), (operations.Address, operations.IsWritten));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9090")]
    [InlineData("http://localhost:9090")]
    [InlineData("http://[::1]:9090")]
    public void Written_on_loopback_it_is_taken_as_it_is(string written)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = $"\"{written}\"";

        var configuration = ConfigurationFolder.Good(folder.Read());

        Assert.Equal((new Uri(written), true), (configuration.Operations.Address, configuration.Operations.IsWritten));
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void None_is_none()
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = "\"none\"";

        Assert.Null(ConfigurationFolder.Good(folder.Read()).Operations.Address);
    }

    [Theory]
    [InlineData("http://0.0.0.0:9090")]
    [InlineData("http://[::]:9090")]
    [InlineData("http://10.1.2.3:9090")]
    public void H05_Beyond_loopback_only_by_writing_it_out_and_with_a_warning(string written)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = $"\"{written}\"";

        Assert.Equal(
            [$"gateway.json:13: Operations: \"{written}\" lets other machines ask for health and metrics. There is nothing secret in them; still let your firewall say who may."],
            folder.Warnings());
    }

    [Theory]
    [InlineData("https://127.0.0.1:9090")]
    [InlineData("http://gateway:9090")]
    [InlineData("http://127.0.0.1:9090/metrics")]
    [InlineData("9090")]
    public void What_is_no_address_is_refused(string written)
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = $"\"{written}\"";

        Assert.Equal(
            [$"gateway.json:13: Operations: \"{written}\" is no address for health and metrics. Write an address and a port of their own: http://127.0.0.1:9464. Or \"none\"."],
            folder.Faults());
    }

    [Fact]
    public void H04_A_port_of_Listen_is_refused()
    {
        using var folder = new ConfigurationFolder();
        folder.Root["Operations"] = "\"http://127.0.0.1:8080\"";

        Assert.Equal(
            ["gateway.json:13: Operations: \"http://127.0.0.1:8080\" has a port of Listen: sites and operations never share one. Write an address and a port of their own: http://127.0.0.1:9464. Or \"none\"."],
            folder.Faults());
    }
}
