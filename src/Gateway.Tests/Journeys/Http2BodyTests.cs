using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A body in HTTP/2 is as long as its request said (corpus F98). Each request has a target of its own, and no other test hears of it.
/// </summary>
public sealed class Http2BodyTests(Http2Stage stage) : IClassFixture<Http2Stage>
{
    // What else is asked on the connection meanwhile: an upstream that is told of a request early has heard of it by then.
    private const int Meanwhile = 20;

    [Theory]
    [InlineData("5", "hello, world")]
    [InlineData("5", "he")]
    [InlineData("5", "")]
    [InlineData("0", "hello")]
    [InlineData("8192", "hello")]
    public async Task F98_A_body_has_the_length_that_was_told(string length, string body)
    {
        stage.Gateway.Area.Streams["/upload"] = context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);   // counted when it is called
        foreach (var path in UpstreamsStage.Paths)
        {
            var target = $"{path}?{body.Length}-of-{length}";
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);
            await PostAsync(wire, target, length);
            await ServedAsync(wire, 3, path);

            await wire.FrameAsync(Http2Wire.Data, Http2Wire.EndStream, 1, Encoding.ASCII.GetBytes(body));

            var outcome = await wire.OutcomeAsync(1);
            Assert.True(outcome is "400" or "reset PROTOCOL_ERROR" or "end PROTOCOL_ERROR", $"{target}: {outcome}");
            Assert.Empty(stage.Reached(target));
            stage.Gateway.AssertQuiet();
        }
    }

    // What is not short streams: the upstream hears of it, and that it broke off.
    [Fact]
    public async Task F98_A_long_one_is_told_from_a_whole_one()
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            var target = path + "?long";
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);
            await PostAsync(wire, target, "8193");

            await wire.FrameAsync(Http2Wire.Data, Http2Wire.EndStream, 1, "hello"u8.ToArray());

            Assert.Contains(await wire.OutcomeAsync(1), new[] { "400", "reset PROTOCOL_ERROR", "end PROTOCOL_ERROR" });
            Assert.DoesNotContain(stage.Reached(target), line => line.StartsWith($"POST {target} whole hello", StringComparison.Ordinal));
            stage.Gateway.AssertQuiet();
        }
    }

    [Fact]
    public async Task A_short_body_that_does_not_come_is_waited_for_as_long_as_anything_may_be_idle()
    {
        var idle = TimeSpan.FromMinutes(10);
        var before = stage.Gateway.Clock.Timers(idle);
        await using var wire = await Http2Wire.OpenAsync(stage.Gateway);
        await PostAsync(wire, "/upload?never", "5");

        await stage.Gateway.WaitingAsync(idle, 1, before);
        stage.Gateway.Clock.Advance(idle);

        Assert.Equal("408", await wire.OutcomeAsync(1));
        Assert.Empty(stage.Reached("/upload?never"));
    }

    [Theory]
    [InlineData("5", "hello")]
    [InlineData("12", "hello, ", "world")]
    [InlineData("5", "h", "e", "l", "l", "o", "")]
    [InlineData("0", "")]
    public async Task A_short_body_arrives_however_it_is_cut(string length, params string[] pieces)
    {
        foreach (var path in new[] { "/members/short", "/php/record.php" })
        {
            var target = $"{path}?{pieces.Length}-pieces-of-{length}";
            await using var wire = await Http2Wire.OpenAsync(stage.Gateway);
            await PostAsync(wire, target, length, RefusalStage.CookieOf(stage.Full));

            for (var at = 0; at < pieces.Length; at++)
                await wire.FrameAsync(Http2Wire.Data, at == pieces.Length - 1 ? Http2Wire.EndStream : (byte)0, 1, Encoding.ASCII.GetBytes(pieces[at]));

            Assert.Equal("200", await wire.OutcomeAsync(1));
            await wire.BodyAsync(1);
            Assert.Equal([$"POST {target} whole {string.Concat(pieces)}"], stage.Reached(target));
        }
    }

    private static Task PostAsync(Http2Wire wire, string target, string length, string? cookie = null)
    {
        var head = Http2Wire.Get(target, ":method: POST", "content-length: " + length);
        if (cookie is not null) head.Add(("cookie", cookie["Cookie: ".Length..]));
        return wire.RequestAsync(1, head, endStream: false);
    }

    private static async Task ServedAsync(Http2Wire wire, int first, string path)
    {
        for (var at = 0; at < Meanwhile; at++)
        {
            var stream = first + (2 * at);
            await wire.RequestAsync(stream, Http2Wire.Get(string.Create(CultureInfo.InvariantCulture, $"{path}?meanwhile-{at}")));
            Assert.Equal("200", await wire.OutcomeAsync(stream));
        }
    }
}
