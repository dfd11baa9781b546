using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Parts of a file (corpus F112): an upstream is asked for them as they were asked for; of its own files Gateway gives one part or the whole.</summary>
public sealed class RangeTests(RangeTests.Stage stage) : IClassFixture<RangeTests.Stage>
{
    private static readonly string Film = string.Concat(Enumerable.Range(0, 2000).Select(at => (char)('a' + (at % 26))));

    // As many as a head may hold.
    private static readonly string TenThousand = "bytes=" + string.Join(',', Enumerable.Repeat("0-", 10_000));

    public sealed class Stage : UpstreamsStage
    {
        private protected override void Fill(PhpArea area) => area.Text("/php/film.mp4", Film);
    }

    [Fact]
    public async Task F112_Ranges_pass_to_the_upstream_unchanged()
    {
        stage.Clear();
        stage.Gateway.Area.Answers["/film"] = context =>
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = "bytes 0-0/2000";
            return context.Response.WriteAsync("a");
        };

        foreach (var range in new[] { TenThousand, "bytes=0-0,1-1,2-2", "bytes=-1", "items=1-2", "bytes=5-1" })
        {
            var answer = await RawRequest.GetAsync(stage.Gateway, "/film", "Range: " + range, "If-Range: \"v 1\"");
            var dump = PhpDump.Of(await RawRequest.GetAsync(stage.Gateway, "/php/dump.php", "Range: " + range, "If-Range: Tue, 01 Jan 2030 00:00:00 GMT"));

            var received = stage.Gateway.Area.Last("/film");
            Assert.Equal((range, "\"v 1\""), (received["Range"], received["If-Range"]));
            Assert.Equal((206, "a", "bytes 0-0/2000"), (answer.Status, answer.Text, answer.Header("Content-Range")));
            Assert.Equal((range, "Tue, 01 Jan 2030 00:00:00 GMT"), (dump["HTTP_RANGE"], dump["HTTP_IF_RANGE"]));
        }

        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F112_More_than_a_head_may_hold_is_431()
    {
        var range = "Range: bytes=" + string.Join(',', Enumerable.Range(0, 10_000).Select(at => $"{at}-{at}"));
        foreach (var path in UpstreamsStage.Paths)
        {
            stage.Clear();

            Assert.Equal(431, (await RawRequest.GetAsync(stage.Gateway, path, range)).Status);

            Assert.Empty(stage.Reached());
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [InlineData("bytes=0-0", 206, 0, 1)]
    [InlineData("bytes=26-51", 206, 26, 26)]
    [InlineData("bytes=-10", 206, 1990, 10)]
    [InlineData("bytes=0-0,2-2", 200, 0, 2000)]
    [InlineData("bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9", 200, 0, 2000)]
    [InlineData("bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,10-10", 200, 0, 2000)]
    [InlineData("10,000", 200, 0, 2000)]
    [InlineData("bytes=5-1", 200, 0, 2000)]
    public async Task F112_Of_a_file_there_is_one_part_or_the_whole(string range, int status, int from, int length)
    {
        stage.Clear();

        var answer = await RawRequest.GetAsync(stage.Gateway, "/php/film.mp4", "Range: " + (range == "10,000" ? TenThousand : range));

        Assert.Equal((status, Film.Substring(from, length)), (answer.Status, answer.Text));
        Assert.Equal(status == 206 ? $"bytes {from}-{from + length - 1}/2000" : null, answer.Header("Content-Range"));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F112_A_part_of_a_file_that_has_changed_is_the_whole_file()
    {
        var whole = await RawRequest.GetAsync(stage.Gateway, "/php/film.mp4");

        foreach (var (condition, status) in new[] { (whole.Header("ETag"), 206), (whole.Header("Last-Modified"), 206), ("\"other\"", 200), ("Tue, 01 Jan 2019 00:00:00 GMT", 200) })
            Assert.Equal(status, (await RawRequest.GetAsync(stage.Gateway, "/php/film.mp4", "Range: bytes=0-0", "If-Range: " + condition)).Status);
    }
}
