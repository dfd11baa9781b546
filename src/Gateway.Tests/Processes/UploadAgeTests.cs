using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>An upload that takes longer than an assertion lives: what counts is when it began, behind each server by what that server knows.</summary>
[Collection(RealTime.Name)]
public sealed class UploadAgeTests
{
    private const string Page = "/members/upload.php";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(PhpKind.ApacheModPhp)]
    [InlineData(PhpKind.ApacheFpm)]
    [InlineData(PhpKind.NginxFpm)]
    public async Task An_upload_that_began_in_time_arrives_and_one_that_begins_too_late_does_not(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("dump.php", Page);
        await using var php = await PhpUpstream.StartAsync(kind, area);
        var caught = await SignedRequest.CatchAsync(Page, "POST", age: TimeSpan.FromSeconds(56));   // four seconds are left
        var ends = DateTimeOffset.FromUnixTimeSeconds((long)System.Text.Json.Nodes.JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(caught.Assertion.Split('.')[1]))!["exp"]!);

        var head = string.Concat(caught.Headers.Where(header => header.Key.StartsWith("OIDC-", StringComparison.Ordinal)).Select(header => $"{header.Key}: {header.Value}\r\n"));
        using var client = new TcpClient();
        await client.ConnectAsync(php.Address!.Host, php.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Page} HTTP/1.1\r\nHost: a.example\r\n{head}Content-Type: text/plain\r\nContent-Length: 9\r\nConnection: close\r\n\r\nfirst"), TestContext.Current.CancellationToken);
        while (TimeProvider.System.GetUtcNow() < ends.AddSeconds(1.5)) await Task.Delay(Poll, TimeProvider.System, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("last"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("firstlast"u8), answer, StringComparison.Ordinal);
        Assert.Equal(403, (await caught.ReplayAsync(php, "POST", Page)).Status);
    }
}
