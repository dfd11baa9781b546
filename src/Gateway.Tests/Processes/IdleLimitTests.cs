using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A download may take for ever, and a pause within it no longer than <c>Timeouts.Idle</c> (design 8.6): in real time, four seconds here.</summary>
[Collection(RealTime.Name)]
public sealed class IdleLimitTests(IdleLimitTests.Stage stage) : IClassFixture<IdleLimitTests.Stage>
{
    private const int Pieces = 7;

    public sealed class Stage : UpstreamsStage
    {
        private protected override void Fill(PhpArea area)
        {
            area.Text("/php/drip.php", $"<?php for ($at = 0; $at < {Pieces}; $at++) {{ echo \"piece $at\\n\"; ob_get_level() && ob_flush(); flush(); sleep(1); }} echo 'end';");
            area.Text("/php/stuck.php", "<?php echo \"piece 0\\n\"; ob_get_level() && ob_flush(); flush(); sleep(600);");
        }

        private protected override void Change(JsonObject site) => site["Timeouts"] = new JsonObject { ["FirstByte"] = "4s", ["Idle"] = "4s" };
    }

    [Theory]
    [InlineData("/drip")]
    [InlineData("/php/drip.php")]
    public async Task A_download_that_takes_longer_than_every_limit_comes_whole(string path)
    {
        stage.Gateway.Area.Streams["/drip"] = async context =>
        {
            for (var at = 0; at < Pieces; at++)
            {
                await WriteAsync(context, $"piece {at}\n");
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, context.RequestAborted);
            }

            await WriteAsync(context, "end");
        };

        var answer = await RawRequest.GetAsync(stage.Gateway, path);

        Assert.Equal(string.Concat(Enumerable.Range(0, Pieces).Select(at => $"piece {at}\n")) + "end", answer.Text);
    }

    [Theory]
    [InlineData("/stuck")]
    [InlineData("/php/stuck.php")]
    public async Task A_pause_beyond_the_limit_cuts_it_and_it_never_looks_whole(string path)
    {
        stage.Gateway.Area.Streams["/stuck"] = async context =>
        {
            await WriteAsync(context, "piece 0\n");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        await using var wire = await Wire.OpenAsync(stage.Gateway);

        await wire.WriteAsync($"GET {path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
        var text = await wire.ReadToEndAsync();

        Assert.Contains("piece 0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0\r\n\r\n", text[text.IndexOf("piece 0", StringComparison.Ordinal)..], StringComparison.Ordinal);   // the last chunk
    }

    // Far more than the buffers on the way hold.
    [Fact]
    public async Task F109_A_reader_who_takes_nothing_is_cut_after_the_limit_and_not_before()
    {
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Gateway.Area.Streams["/film"] = async context =>
        {
            using var _ = context.RequestAborted.Register(cut.SetResult);
            var piece = new byte[1 << 16];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        };
        await using var wire = await Wire.OpenAsync(stage.Gateway);

        var since = TimeProvider.System.GetTimestamp();
        await wire.WriteAsync("GET /film HTTP/1.1\r\nHost: a.example\r\n\r\n");
        await cut.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.True(TimeProvider.System.GetElapsedTime(since) >= TimeSpan.FromSeconds(3.9), "it was cut before the limit");   // .NET's timers count by a coarser clock
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I31_Headers_and_then_nothing_are_a_504_since_they_have_not_gone_out_either(bool isFastCgi)
    {
        await using var upstream = new HalfUpstream(isFastCgi);
        await using var gateway = await HeadersAloneAsync(upstream, "");

        var answer = await gateway.NewBrowser().GetAsync("/index.php");

        Proof.ErrorPage(gateway, answer, 504, "upstream_timeout");
        Assert.Single(gateway.Log.Warnings);
    }

    // Over HTTP/1.0 a body without a length ends with its connection: only a reset tells a cut one from a whole one.
    [Theory]
    [InlineData(false, "1.0")]
    [InlineData(true, "1.0")]
    [InlineData(false, "1.1")]
    [InlineData(true, "1.1")]
    public async Task I31_A_page_that_stops_after_its_headers_went_out_is_a_reset_after_the_idle_limit_and_not_before(bool isFastCgi, string version)
    {
        await using var upstream = new HalfUpstream(isFastCgi);
        await using var gateway = await HeadersAloneAsync(upstream, "pa");
        await using var wire = await Wire.OpenAsync(gateway);

        var since = TimeProvider.System.GetTimestamp();
        await wire.WriteAsync($"GET /index.php HTTP/{version}\r\nHost: a.example\r\n\r\n");
        var begun = await wire.ReadUntilAsync("pa");
        var isReset = await wire.EndsWithResetAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", begun, StringComparison.Ordinal);
        Assert.True(isReset, "it looks like an end");
        Assert.True(TimeProvider.System.GetElapsedTime(since) >= TimeSpan.FromSeconds(1.9), "it was cut before the limit");   // .NET's timers count by a coarser clock
        Assert.DoesNotContain("0\r\n\r\n", wire.Text[begun.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private static Task<GatewayHost> HeadersAloneAsync(HalfUpstream upstream, string body)
    {
        upstream.Then = socket => upstream.SayAsync(socket, "Content-Type: text/html\r\n\r\n" + body);
        return GatewayHost.StartAsync(site =>
        {
            site["Upstream"] = upstream.Setting;
            site["Timeouts"] = new JsonObject { ["FirstByte"] = "1s", ["Idle"] = "2s" };
        });
    }

    private static async Task WriteAsync(Microsoft.AspNetCore.Http.HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
