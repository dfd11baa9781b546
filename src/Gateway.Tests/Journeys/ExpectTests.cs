using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Who asks before he sends is told before he sends (corpus F101).</summary>
public sealed class ExpectTests(UpstreamsStage stage) : IClassFixture<UpstreamsStage>
{
    private const string Large = "Content-Length: 10485760\r\nExpect: 100-continue\r\n\r\n";

    [Theory]
    [InlineData("/members/full/upload.php", "trial", 401)]
    [InlineData("/members/upload.php", "nobody", 302)]
    [InlineData("/php/members/record.php", "nobody", 302)]
    [InlineData("/%00", "trial", 400)]
    public async Task F101_A_refused_upload_is_refused_without_100_and_without_being_read(string path, string who, int status)
    {
        stage.Clear();
        await using var wire = await Wire.OpenAsync(stage.Gateway);

        await wire.WriteAsync($"POST {path} HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\n{(who == "trial" ? RefusalStage.CookieOf(stage.Trial) + "\r\n" : "")}{Large}");
        var text = await wire.ReadToEndAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("100 Continue", text, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Reached(), line => line.StartsWith("POST", StringComparison.Ordinal));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F101_One_that_is_taken_is_asked_for_with_100()
    {
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();
            await using var wire = await Wire.OpenAsync(stage.Gateway);

            await wire.WriteAsync($"POST {path} HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\n", await wire.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
            await wire.WriteAsync("hello");

            Assert.Contains("HTTP/1.1 200 ", await wire.ReadToEndAsync(), StringComparison.Ordinal);
            Assert.Equal([$"POST {path} whole hello"], stage.Reached());
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [InlineData("Expect: x")]
    [InlineData("Expect: 100-continue, x")]
    [InlineData("Expect: 100-continue\r\nExpect: x")]
    [InlineData("Expect: 200-ok")]
    [InlineData("Expect: <script>alert(1)</script>")]
    public async Task F101_No_other_expectation_is_met(string lines)
    {
        stage.Clear();

        var answer = await RawRequest.SendAsync(stage.Gateway, "POST /upload HTTP/1.1", ["Host: a.example", "Content-Length: 5", .. lines.Split("\r\n")], "hello");

        Assert.Equal((417, "text/plain; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        Proof.Own(answer);
        Assert.DoesNotContain("script", answer.Text, StringComparison.Ordinal);
        Assert.Empty(stage.Reached());
        Assert.Single(stage.Gateway.Log.All, line => line.Text.StartsWith("Refused (request_expectation, 417)", StringComparison.Ordinal));
        stage.Gateway.AssertQuiet();
    }
}
