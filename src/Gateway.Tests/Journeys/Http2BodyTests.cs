using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A body in HTTP/2 is as long as its request said (corpus F98). The visitor may hear of it before the upstream does, which is told that the
/// body broke off: each request has a target of its own, and no other test hears of it.
/// </summary>
public sealed class Http2BodyTests(Http2Stage stage) : IClassFixture<Http2Stage>
{
    [Theory]
    [InlineData("5", "hello, world")]
    [InlineData("5", "he")]
    [InlineData("5", "")]
    public async Task F98_A_body_has_the_length_that_was_told(string length, string body)
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            var target = $"{path}?{body.Length}-of-{length}";

            var outcome = await PostAsync(target, length, body);

            Assert.True(outcome is "400" or "reset PROTOCOL_ERROR" or "end PROTOCOL_ERROR", $"{target}: {outcome}");
            Assert.DoesNotContain(stage.Reached(target), line => !line.Contains(" broken ", StringComparison.Ordinal));
            stage.Gateway.AssertQuiet();
        }
    }

    // A length of 0 is the whole body: what follows is no request's.
    [Fact]
    public async Task F98_Nothing_follows_a_body_of_no_length()
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            var target = path + "?nothing";

            var outcome = await PostAsync(target, "0", "hello");

            Assert.Contains(outcome, new[] { "200", "reset PROTOCOL_ERROR", "end PROTOCOL_ERROR" });
            Assert.DoesNotContain(stage.Reached(target), line => line.Contains("hello", StringComparison.Ordinal));
            stage.Gateway.AssertQuiet();
        }
    }

    private async Task<string> PostAsync(string target, string length, string body)
    {
        await using var wire = await Http2Wire.OpenAsync(stage.Gateway);
        await wire.RequestAsync(1, Http2Wire.Get(target, ":method: POST", "content-length: " + length), endStream: false);
        await wire.FrameAsync(Http2Wire.Data, Http2Wire.EndStream, 1, Encoding.ASCII.GetBytes(body));
        return await wire.OutcomeAsync(1);
    }
}
