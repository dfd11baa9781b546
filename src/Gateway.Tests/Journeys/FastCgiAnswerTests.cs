using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a php-fpm may say in the head of its answer and what may follow it (corpus G), against one that is scripted byte by byte.</summary>
public sealed class FastCgiAnswerTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    [Theory]
    [InlineData("1 MiB")]
    [InlineData("1000 lines")]
    [InlineData("201 lines")]
    [InlineData("line of 64 KiB")]
    public async Task G12_A_header_block_without_measure_is_502(string block)
    {
        stage.Writes(block switch
        {
            "1 MiB" => string.Concat(Enumerable.Range(0, 128).Select(at => $"X-{at}: {new string('x', 8192)}\r\n")) + Html,
            "1000 lines" => string.Concat(Enumerable.Range(0, 999).Select(at => $"X-{at}: x\r\n")) + Html,
            "201 lines" => string.Concat(Enumerable.Range(0, 200).Select(at => $"X-{at}: x\r\n")) + Html,
            _ => $"X: {new string('x', 65_536)}\r\n" + Html,
        });

        await stage.AssertBadGatewayAsync(await stage.Full.GetAsync(Page), Task.CompletedTask);
    }

    [Fact]
    public async Task G12_Two_hundred_lines_and_60_KiB_are_taken()
    {
        var gateway = stage.Writes(string.Concat(Enumerable.Range(0, 199).Select(at => $"X-{at}: {new string('x', 290)}\r\n")) + Html);

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal(200, answer.Status);
        Assert.All(Enumerable.Range(0, 199), at => Assert.Equal(290, answer.Header($"X-{at}")!.Length));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Status: 404 Not Found\r\n", 404)]
    [InlineData("Status: 200\r\n", 200)]
    [InlineData("Status: abc\r\n", 502)]
    [InlineData("Status: 99\r\n", 502)]
    [InlineData("Status: 1000\r\n", 502)]
    [InlineData("Status: 200\r\nStatus: 404\r\n", 502)]
    [InlineData("HTTP/1.1 200 OK\r\n", 502)]
    public async Task G13_A_status_is_one_line_of_three_digits(string lines, int status)
    {
        var gateway = stage.Writes(lines + Html + "page");

        var answer = await stage.Full.GetAsync(Page);

        if (status == 502)
        {
            await stage.AssertBadGatewayAsync(answer, Task.CompletedTask);
            return;
        }

        Assert.Equal((status, "page"), (answer.Status, answer.Text));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/members/full/a.php")]
    [InlineData("/public/")]
    public async Task G14_A_location_alone_goes_to_the_browser_and_past_no_rule(string target)
    {
        var gateway = stage.Writes($"Location: {target}\r\n\r\n");

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((302, target), (answer.Status, answer.Header("Location")));
        Assert.Equal("", answer.Text);
        Assert.Equal(Page, Assert.Single(stage.Php.Talks)["SCRIPT_NAME"]);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("X-Test: a\r\nSet-Cookie: __Host-gateway=evil\r\n", 200)]
    [InlineData("X-Test: a\nSet-Cookie: __Host-gateway=evil\r\n", 200)]
    [InlineData("X-Test: a\rSet-Cookie: __Host-gateway=evil\r\n", 502)]
    [InlineData("X-Test: a\r\n Set-Cookie: __Host-gateway=evil\r\n", 502)]
    [InlineData("X-Test: a\rb\r\n", 502)]
    [InlineData("X-Test: a\nb\r\n", 502)]
    [InlineData("X Test: a\r\n", 502)]
    [InlineData("X-Test a\r\n", 502)]
    [InlineData(": a\r\n", 502)]
    public async Task G15_No_line_becomes_two_and_none_sets_a_cookie_of_ours(string lines, int status)
    {
        stage.Writes(lines + Html + "page");
        var session = stage.Full.SessionCookie;

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal(status, answer.Status);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(session, stage.Full.SessionCookie);
        if (status == 502) await stage.AssertBadGatewayAsync(answer, Task.CompletedTask);
        else Assert.Equal(("a", "page"), (answer.Header("X-Test"), answer.Text));
    }

    [Fact]
    public async Task G16_Lines_about_the_connection_stay_behind()
    {
        var gateway = stage.Writes("Transfer-Encoding: chunked\r\nConnection: keep-alive, X-Mine\r\nKeep-Alive: timeout=5\r\nX-Mine: 1\r\n" + Html + "4\r\npage\r\n0\r\n\r\n");

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, "4\r\npage\r\n0\r\n\r\n"), (answer.Status, answer.Text));
        Assert.Null(answer.Header("Connection"));
        Assert.Null(answer.Header("Keep-Alive"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task G16_More_than_announced_is_cut_and_the_connection_dropped()
    {
        var closed = new TaskCompletionSource();
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.OutAsync("Content-Length: 4\r\n" + Html + "page, and more");
            await talk.ClosedAsync();
            closed.SetResult();
        });

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, "page", "4"), (answer.Status, answer.Text, answer.Header("Content-Length")));
        await closed.Task;
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    public async Task G16_Less_than_announced_resets_the_browsers_connection(string version)
    {
        stage.Writes("Content-Length: 400\r\n" + Html + "page");

        await stage.AssertCutAsync(Page, version);
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nContent-Length: 4\r\n", 200)]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n", 502)]
    [InlineData("Content-Length: 4, 4\r\n", 502)]
    public async Task G16_Two_lengths_are_one_or_none(string lines, int status)
    {
        stage.Writes(lines + Html + "page");

        var answer = await stage.Full.GetAsync(Page);

        if (status == 502) await stage.AssertBadGatewayAsync(answer, Task.CompletedTask);
        else Assert.Equal((200, "page", "4"), (answer.Status, answer.Text, answer.Header("Content-Length")));
    }

    [Theory]
    [InlineData("HEAD", "", 200)]
    [InlineData("HEAD", "Content-Length: 9\r\n", 200)]
    [InlineData("GET", "Status: 204 No Content\r\n", 204)]
    [InlineData("GET", "Status: 304 Not Modified\r\nETag: \"1\"\r\n", 304)]
    public async Task G17_A_body_where_none_may_be_is_swallowed_and_the_next_answer_is_the_next(string method, string lines, int status)
    {
        var ended = new TaskCompletionSource();
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            var first = talk["QUERY_STRING"] != "next";
            await talk.OutAsync(first ? lines + Html + "swallowed" : Html + "the next page");
            for (var at = 0; first && at < 100; at++) await talk.OutAsync(new string('s', 10_000));
            await talk.EndAsync();
            if (first) ended.SetResult();   // the script was let to its end
        });

        var answer = await RawRequest.SendAsync(gateway, $"{method} /index.php HTTP/1.1\r\nHost: a.example\r\n\r\nGET /index.php?next HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer.Text, StringComparison.Ordinal);
        await ended.Task;
        gateway.AssertQuiet();
    }
}
