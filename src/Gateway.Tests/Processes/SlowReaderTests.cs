using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A reader of one byte in ten seconds (corpus F109), in real time: the server itself would cut him off after five.</summary>
[Collection(RealTime.Name)]
public sealed class SlowReaderTests(PausedReaderTests.Stage stage) : IClassFixture<PausedReaderTests.Stage>
{
    private const int Bytes = 10 << 20;

    [Fact]
    public async Task F109_The_slow_reader_is_not_cut_and_gets_it_whole()
    {
        stage.Gateway.Area.Streams["/film"] = async context =>
        {
            for (var at = 0; at < Bytes; at += 1 << 16) await context.Response.Body.WriteAsync(new byte[1 << 16], context.RequestAborted);
        };
        stage.Clear();
        var member = RefusalStage.CookieOf(stage.Full);
        var wires = new List<Wire>();
        foreach (var path in (string[])["/film", "/php/members/film.mp4", $"/php/members/large.php?bytes={Bytes}"])
        {
            var wire = await Wire.OpenAsync(stage.Gateway);
            wires.Add(wire);
            await wire.WriteAsync($"GET {path} HTTP/1.1\r\nHost: a.example\r\n{member}\r\nConnection: close\r\n\r\n");
            await wire.ReadUntilAsync("\r\n\r\n");
        }

        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        foreach (var wire in wires) Assert.True(await wire.ReadByteAsync());

        foreach (var wire in wires)
        {
            Assert.StartsWith("HTTP/1.1 200 ", await wire.ReadToEndAsync(), StringComparison.Ordinal);
            Assert.True(wire.Text.Length > Bytes, $"{wire.Text.Length} characters came");
            await wire.DisposeAsync();
        }

        stage.Gateway.AssertQuiet();
    }
}
