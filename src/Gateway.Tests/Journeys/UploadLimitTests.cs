using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The site's own limit on request bodies (corpus F110): said before the upload where its length is told, at the limit where it is not.</summary>
public sealed class UploadLimitTests(UploadLimitTests.Stage stage) : IClassFixture<UploadLimitTests.Stage>
{
    private const long Limit = 128L << 20;

    public sealed class Stage : UpstreamsStage
    {
        private protected override void Change(JsonObject site) => site["Limits"] = new JsonObject { ["RequestBody"] = "128M" };
    }

    [Theory]
    [InlineData("5368709120")]
    [InlineData("134217729")]
    [InlineData("9223372036854775807")]
    public async Task F110_A_length_above_the_limit_is_413_before_anything_of_it_is_read(string length)
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            var own = stage.Own();

            var answer = await RawRequest.RefusedAsync(stage.Gateway, $"POST {path}{own} HTTP/1.1", ["Host: a.example", "Accept: text/html", "Expect: 100-continue", "Content-Length: " + length]);

            Assert.Equal(413, answer.Status);
            Proof.Own(answer);
            Assert.Contains("This upload is too large", answer.Text, StringComparison.Ordinal);
            Assert.Empty(stage.Reached(own));
            Assert.Single(stage.Gateway.Log.All, line => line.Text.StartsWith("Refused (upload_too_large, 413)", StringComparison.Ordinal) && line.Text.Contains($"detail=\"{length} bytes\"", StringComparison.Ordinal));
            stage.Gateway.AssertQuiet();
        }
    }

    [Fact]
    public async Task F110_A_script_gets_json()
    {
        stage.Clear();
        var own = stage.Own();

        var answer = await RawRequest.RefusedAsync(stage.Gateway, $"POST /upload{own} HTTP/1.1", ["Host: a.example", "Accept: application/json", "Content-Length: 5368709120"]);

        Assert.Equal((413, "application/json"), (answer.Status, answer.Header("Content-Type")));
        Proof.Own(answer);
        Assert.Equal("upload_too_large", answer.Json.GetProperty("error").GetString());
        Assert.Empty(stage.Reached(own));
    }

    [Fact]
    public async Task F110_Chunks_are_taken_up_to_the_limit_and_then_413()
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            var own = stage.Own();
            await using var wire = await Wire.OpenAsync(stage.Gateway);

            await wire.WriteAsync($"POST {path}{own} HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
            var sent = await SendChunksAsync(wire, Limit * 2);
            var text = await wire.ReadToEndAsync();

            Assert.StartsWith("HTTP/1.1 413 ", text, StringComparison.Ordinal);
            Assert.Contains("This upload is too large", text, StringComparison.Ordinal);
            Assert.InRange(sent, Limit - (1 << 20), Limit + (16 << 20));   // what fills the buffers on the way
            Assert.Empty(stage.Reached(own));
            Assert.Single(stage.Gateway.Log.All, line => line.Text.StartsWith("Refused (upload_too_large, 413)", StringComparison.Ordinal));
            stage.Gateway.AssertQuiet();
        }
    }

    [Fact]
    public async Task F110_What_keeps_within_the_limit_arrives_whole()
    {
        var read = 0L;
        stage.Gateway.Area.Streams["/measured"] = async context =>
        {
            var buffer = new byte[1 << 16];
            for (int got; (got = await context.Request.Body.ReadAsync(buffer)) > 0; read += got);
            await context.Response.WriteAsync("taken");
        };
        stage.Clear();

        await using var wire = await Wire.OpenAsync(stage.Gateway);
        await wire.WriteAsync("POST /measured HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        var sent = await SendChunksAsync(wire, Limit - (1 << 20));   // the server counts the framing of chunks too
        await wire.WriteAsync("0\r\n\r\n");

        Assert.EndsWith("taken\r\n0\r\n\r\n", await wire.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(sent, read);
        stage.Gateway.AssertQuiet();
    }

    // Chunks until so much was sent or nobody takes more.
    private static async Task<long> SendChunksAsync(Wire wire, long length)
    {
        const int piece = 0x10000;
        return (long)piece * await wire.OfferAsync(Enumerable.Repeat($"{piece:x}\r\n{new string('x', piece)}\r\n", (int)((length + piece - 1) / piece)));
    }
}
