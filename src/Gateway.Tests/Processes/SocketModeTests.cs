using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A php-fpm whose socket may not be opened by who runs Gateway (corpus G23): a process of its own, because root opens everything.</summary>
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
}
