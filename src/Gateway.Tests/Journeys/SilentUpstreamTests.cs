using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// An upstream that closes one half of its connection, or says a part and then nothing (corpus I31). One that no longer listens may still speak,
/// and is waited for. One that has closed its mouth cannot: by TCP nothing will ever come, and nobody waits (G09).
/// </summary>
public sealed class SilentUpstreamTests
{
    private const string Head = "Content-Type: text/html\r\nContent-Length: 4\r\n\r\n";

    public static TheoryData<bool, string> Silences => new MatrixTheoryData<bool, string>([false, true], ["nothing", "deaf", "half a head", "half a head, deaf"]);

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task I31_Who_says_nothing_whole_is_a_504_after_the_first_byte_limit_and_not_before(bool isFastCgi, string silence)
    {
        await using var upstream = new HalfUpstream(isFastCgi);
        await using var gateway = await StartAsync(upstream);
        upstream.Then = async socket =>
        {
            if (silence.StartsWith("half", StringComparison.Ordinal)) await upstream.SayAsync(socket, "Content-Ty");
            if (silence.EndsWith("deaf", StringComparison.Ordinal)) socket.Shutdown(SocketShutdown.Receive);
        };

        var asked = gateway.NewBrowser().GetAsync("/index.php");
        await DoneAsync(upstream);
        gateway.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(asked.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        Proof.ErrorPage(gateway, await asked, 504, "upstream_timeout");
        Assert.Single(gateway.Log.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I31_Who_no_longer_listens_may_still_answer(bool isFastCgi)
    {
        await using var upstream = new HalfUpstream(isFastCgi);
        await using var gateway = await StartAsync(upstream);
        var mayAnswer = new TaskCompletionSource();
        var isDeaf = new TaskCompletionSource();
        upstream.Then = async socket =>
        {
            socket.Shutdown(SocketShutdown.Receive);
            isDeaf.SetResult();
            await mayAnswer.Task;
            await upstream.SayAsync(socket, Head + "late", end: true);
        };

        var asked = gateway.NewBrowser().GetAsync("/index.php");
        await isDeaf.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(19));
        mayAnswer.SetResult();

        Assert.Equal((200, "late"), ((await asked).Status, (await asked).Text));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "Content-Ty")]
    [InlineData(true, "Content-Ty")]
    [InlineData(false, Head)]
    [InlineData(true, Head)]
    public async Task I31_Who_closes_his_mouth_before_the_page_begins_is_a_502_at_once(bool isFastCgi, string said)
    {
        await using var upstream = new HalfUpstream(isFastCgi);
        await using var gateway = await StartAsync(upstream);
        upstream.Then = async socket =>
        {
            if (said.Length > 0) await upstream.SayAsync(socket, said);
            socket.Shutdown(SocketShutdown.Send);
        };

        var answer = await gateway.NewBrowser().GetAsync("/index.php");   // by a clock that stands still

        Assert.Equal(502, answer.Status);
        Assert.Single(gateway.Log.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I31_Who_closes_his_mouth_within_the_page_never_looks_like_a_whole_page(bool isFastCgi)
    {
        await using var upstream = new HalfUpstream(isFastCgi);
        await using var gateway = await StartAsync(upstream);
        upstream.Then = async socket =>
        {
            await upstream.SayAsync(socket, Head + "pa");
            socket.Shutdown(SocketShutdown.Send);
        };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => gateway.NewBrowser().GetAsync("/index.php"));
    }

    private static Task<GatewayHost> StartAsync(HalfUpstream upstream) => GatewayHost.StartAsync(site =>
    {
        site["Upstream"] = upstream.Setting;
        site["Timeouts"] = new JsonObject { ["FirstByte"] = "20s" };
    });

    private static async Task DoneAsync(HalfUpstream upstream) =>
        Assert.True(await upstream.Done.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken), "no request came");
}
