using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A body in chunks is what the standard says or nothing: the browser gets 400 and loses its connection, and no upstream takes what came
/// before for a whole upload (corpus F93, F94).
/// </summary>
public sealed class ChunkTests(UpstreamsStage stage) : IClassFixture<UpstreamsStage>
{
    [Theory]
    [InlineData("2;\nhe\r\n0\r\n\r\n")]
    [InlineData("2;a\nhe\r\n0\r\n\r\n")]
    [InlineData("2;a\rb\r\nhe\r\n0\r\n\r\n")]
    [InlineData("2\nhe\r\n0\r\n\r\n")]
    [InlineData("2\rhe\r\n0\r\n\r\n")]
    [InlineData("0x2\r\nhe\r\n0\r\n\r\n")]
    [InlineData("2 \r\nhe\r\n0\r\n\r\n")]
    [InlineData(" 2\r\nhe\r\n0\r\n\r\n")]
    [InlineData("-1\r\nhe\r\n0\r\n\r\n")]
    [InlineData("+2\r\nhe\r\n0\r\n\r\n")]
    [InlineData("00000000000000002\r\nhe\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF2\r\nhe\r\n0\r\n\r\n")]
    [InlineData("\r\nhe\r\n0\r\n\r\n")]
    [InlineData("2;{64k}\r\nhe\r\n0\r\n\r\n")]
    [InlineData("2;a={64k};b=c\r\nhe\r\n0\r\n\r\n")]
    [InlineData("2\r\nhe\r\n2;{64k}\r\nhe\r\n0\r\n\r\n")]
    [InlineData("2\r\nhe\r\n0;{64k}\r\n\r\n")]
    [InlineData("2;{64k}")]
    public Task F93_The_size_of_a_chunk_is_plain_hex_and_its_line_short_and_ended_by_CR_LF(string body) => RefusedAsync(body);

    [Fact]
    public async Task Extensions_of_a_usual_length_are_thrown_away()
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();

            var answer = await RawRequest.SendAsync(stage.Gateway, $"POST {path} HTTP/1.1", ["Host: a.example", "Transfer-Encoding: chunked"], $"2;{new string('x', 252)}\r\nhe\r\n0;a=\"b\"\r\n\r\n");

            Assert.Equal(200, answer.Status);
            Assert.Equal([$"POST {path} whole he"], stage.Reached());
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [InlineData("2\r\nheXX0\r\n\r\n")]
    [InlineData("2\r\nhello\r\n0\r\n\r\n")]
    [InlineData("2\r\nhe\n0\r\n\r\n")]
    [InlineData("2\r\nhe0\r\n\r\n")]
    [InlineData("2\r\nhe\r\n")]
    [InlineData("2\r\nhe\r\n0\r\n")]
    [InlineData("2\r\nhe\r\n0\r\nX: {64k}\r\n\r\n")]
    [InlineData("2\r\nhe\r\n0\r\nno colon\r\n\r\n")]
    [InlineData("2\r\nhe\r\n0\r\nX : y\r\n\r\n")]
    public Task F94_Chunks_end_as_they_must_and_trailers_are_bounded(string body) => RefusedAsync(body);

    // A browser that says no more and waits is a browser that has gone: nobody is left to answer.
    [Theory]
    [InlineData("2\r\nhe\r\n")]
    [InlineData("2\r\nhe\r\n0\r\n")]
    [InlineData("8\r\nhe")]
    public async Task F94_A_body_whose_last_chunk_never_comes_is_no_body(string body)
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            var own = stage.Own();
            await using var wire = await Wire.OpenAsync(stage.Gateway);

            await wire.WriteAsync($"POST {path}{own} HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            wire.End();

            Assert.Equal("", await wire.ReadToEndAsync());
            Assert.Empty(stage.Reached(own));
            stage.Gateway.AssertQuiet();
        }
    }

    private async Task RefusedAsync(string body)
    {
        var input = body.Replace("{64k}", new string('x', 64 * 1024), StringComparison.Ordinal);
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            var own = stage.Own();
            await using var wire = await Wire.OpenAsync(stage.Gateway);

            await wire.WriteAsync($"POST {path}{own} HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{input}GET /behind{own} HTTP/1.1\r\nHost: a.example\r\n\r\n");
            var text = await wire.ReadToEndAsync();

            Assert.True(text.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{body} at {path}: {text}");
            Assert.True(text.LastIndexOf("HTTP/1.1", StringComparison.Ordinal) <= 0, $"{body}: more than one answer: {text}");
            Assert.True(stage.Reached(own).Count == 0, $"{body} reached the upstream: {string.Join(" and ", stage.Reached(own))}");
            stage.Gateway.AssertQuiet();
        }
    }
}
