using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A php-fpm that too few or too many may reach (corpus G23 and G24): a process of its own, because root opens everything and a start is judged.</summary>
[Collection(RealTime.Name)]
public sealed class SocketModeTests
{
    [Fact]
    public async Task G23_A_socket_without_permission_is_told_by_its_path_and_the_cause()
    {
        using var area = new PhpArea();
        area.Text("/index.php", "never read");
        var path = area["/php.sock"];
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["Sites"]!["a"]!["Upstream"] = new JsonObject { ["FastCgi"] = "unix:" + path, ["Root"] = area.Root });
        await using var gateway = await stage.StartBoundByModesAsync();

        var answer = await stage.BrowserAt(gateway).GetAsync("/index.php");

        Assert.Equal(502, answer.Status);
        Assert.Contains("The site does not answer", answer.Text, StringComparison.Ordinal);
        await gateway.SaysAsync($"detail=\"unix:{path}: no permission (listen.owner, listen.group, listen.mode of the pool)\"");
        await gateway.SaysAsync("Refused (upstream_unreachable, 502) site=a ");
    }

    [Theory]
    [InlineData("unix:", "every user of this machine")]
    [InlineData("192.0.2.1:9000", "the network")]
    public async Task G24_The_start_warns_of_an_address_that_strangers_reach(string address, string strangers)
    {
        using var area = new PhpArea();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (address == "unix:")
        {
            address += area["/php.sock"];
            listener.Bind(new UnixDomainSocketEndPoint(area["/php.sock"]));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(area["/php.sock"], (UnixFileMode)Convert.ToInt32("666", 8));
        }

        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) => file["Sites"]!["a"]!["Upstream"] = new JsonObject { ["FastCgi"] = address, ["Root"] = area.Root });
        await using var gateway = await stage.StartAsync();

        var warning = Assert.Single(gateway.Lines, line => line.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.EndsWith(
            $"site \"a\": Upstream.FastCgi: \"{address}\" is open to {strangers}. Whoever reaches php-fpm runs code, and is any member he likes: listen on a socket with listen.mode = 0660.",
            warning, StringComparison.Ordinal);
    }
}
