using System.Text;
using Gateway.Tests.Harness;
using Gateway.Tests.Processes;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Whoever floods a connection with what costs him nothing loses that connection, and nobody else notices (corpus F99).</summary>
[Collection(RealTime.Name)]
public sealed class Http2FloodTests(Http2Stage stage) : IClassFixture<Http2Stage>
{
    // As many bursts of 250 frames: 100,000 frames, and more than any limit takes.
    private const int Bursts = 400;

    private const int Last = 1_000_001;

    [Theory]
    [InlineData("resets")]
    [InlineData("continuations")]
    [InlineData("server-made resets")]
    [InlineData("streams")]
    [InlineData("settings")]
    [InlineData("pings")]
    [InlineData("empty continuations")]
    public async Task F99_A_flood_ends_its_own_connection_and_others_are_served(string flood)
    {
        await using var other = await ReadyAsync();
        await using var wire = await ReadyAsync();

        var ended = wire.OutcomeAsync(Last);
        for (var at = 0; at < Bursts && !ended.IsCompleted; at++)
        {
            await wire.RawAsync(Burst(flood, at));
            if (at % 20 == 0) await ServedAsync(other, at);
        }

        if (flood is "settings" or "pings") await wire.RequestAsync(Last, Http2Wire.Get("/"));   // who answers this has not ended it
        Assert.NotEqual("200", await ended.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));   // the server may still be reading
        await ServedAsync(other, Bursts);
        Assert.Null(other.End);
    }

    [Fact]
    public async Task F99_A_connection_that_is_closed_for_what_carries_nothing_is_one_line_of_the_log()
    {
        stage.Gateway.Log.Clear();
        await using var wire = await ReadyAsync();

        var ended = wire.EndAsync();
        for (var at = 0; at < Bursts && !ended.IsCompleted; at++) await wire.RawAsync(Burst("pings", at));
        await ended;

        Assert.Contains("reason=http2_flood client=127.0.0.1:", Assert.Single(stage.Gateway.Log.All, line => line.Text.Contains("http2_flood", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    // As browsers ask for it: all at once, each with a word about its urgency.
    [Fact]
    public async Task A_page_of_a_hundred_pictures_over_one_connection_is_not_hindered()
    {
        stage.Gateway.Log.Clear();
        await using var wire = await Http2Wire.OpenAsync(stage.Gateway);
        var streams = Enumerable.Range(0, 100).Select(at => (at * 2) + 1).ToList();

        foreach (var stream in streams)
        {
            await wire.FrameAsync(Http2Wire.Priority, 0, stream, [0, 0, 0, 0, 16]);
            await wire.RequestAsync(stream, Http2Wire.Get($"/picture{stream}.jpg"));
        }

        foreach (var stream in streams) Assert.Equal("200", await wire.OutcomeAsync(stream));
        Assert.Null(wire.End);
        stage.Gateway.AssertQuiet();
    }

    // A connection of which both ends know the settings.
    private async Task<Http2Wire> ReadyAsync()
    {
        var wire = await Http2Wire.OpenAsync(stage.Gateway);
        await ServedAsync(wire, -1);
        return wire;
    }

    private static async Task ServedAsync(Http2Wire wire, int number)
    {
        var stream = (number * 2) + 3;
        await wire.RequestAsync(stream, Http2Wire.Get("/"));
        Assert.Equal("200", await wire.OutcomeAsync(stream));
    }

    // Some hundred frames at once.
    private static byte[] Burst(string flood, int number)
    {
        var bytes = new MemoryStream();
        var block = Http2Wire.Block(Http2Wire.Get("/"));
        for (var at = 0; at < 250; at++)
        {
            var stream = (((number * 250) + at) * 2) + 3;
            switch (flood)
            {
                case "resets":
                    bytes.Write(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders | Http2Wire.EndStream, stream, block));
                    bytes.Write(Http2Wire.Frame(Http2Wire.Reset, 0, stream, [0, 0, 0, 8]));
                    break;
                case "continuations":
                    if (stream == 3) bytes.Write(Http2Wire.Frame(Http2Wire.Headers, 0, 3, block));
                    bytes.Write(Http2Wire.Frame(Http2Wire.Continuation, 0, 3, Http2Wire.Block([("x-" + stream, new string('x', 100))])));
                    break;
                case "empty continuations":
                    if (stream == 3) bytes.Write(Http2Wire.Frame(Http2Wire.Headers, 0, 3, block));
                    bytes.Write(Http2Wire.Frame(Http2Wire.Continuation, 0, 3, []));
                    break;
                case "server-made resets":
                    bytes.Write(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, stream, block));
                    bytes.Write(Http2Wire.Frame(Http2Wire.WindowUpdate, 0, stream, [0, 0, 0, 0]));
                    break;
                case "streams":
                    bytes.Write(Http2Wire.Frame(Http2Wire.Headers, Http2Wire.EndHeaders, stream, block));
                    break;
                case "settings":
                    bytes.Write(Http2Wire.Frame(Http2Wire.Settings, 0, 0, [0, 4, 0, 0, 255, 255]));
                    break;
                default:
                    bytes.Write(Http2Wire.Frame(Http2Wire.Ping, 0, 0, Encoding.ASCII.GetBytes("12345678")));
                    break;
            }
        }

        return bytes.ToArray();
    }
}
