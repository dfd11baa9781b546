using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a php-fpm may answer, and what becomes of the rest (corpus G), against one that is scripted byte by byte.</summary>
public sealed class FastCgiAnswerTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    [Theory]
    [InlineData("padding")]
    [InlineData("empty records")]
    [InlineData("one byte each")]
    [InlineData("split reads")]
    [InlineData("all at once")]
    public async Task G05_The_body_is_exact_however_it_is_cut(string cut)
    {
        var text = string.Concat(Enumerable.Range(0, 600).Select(at => at.ToString("D3", CultureInfo.InvariantCulture)));
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            switch (cut)
            {
                case "padding":
                    await talk.OutAsync(Html);
                    for (var at = 0; at < 256; at++) await talk.OutAsync(text[(at * 7)..((at + 1) * 7)], padding: at);
                    await talk.OutAsync(text[(256 * 7)..], padding: 255);
                    break;
                case "empty records":
                    await talk.OutAsync("");
                    await talk.OutAsync(Html[..10]);
                    await talk.OutAsync("");
                    await talk.OutAsync(Html[10..] + text[..100]);
                    await talk.OutAsync("");
                    await talk.OutAsync("", padding: 8);
                    await talk.OutAsync(text[100..]);
                    break;
                case "one byte each":
                    foreach (var letter in Html + text) await talk.OutAsync(letter.ToString());
                    break;
                case "split reads":
                    byte[] record = [.. FastCgiTalk.Head(6, Html.Length + text.Length, 3), .. Encoding.ASCII.GetBytes(Html + text), 0, 0, 0];
                    foreach (var one in record) await talk.RawAsync([one]);
                    break;
                default:
                    byte[] whole = [.. FastCgiTalk.Head(6, Html.Length + text.Length), .. Encoding.ASCII.GetBytes(Html + text), .. FastCgiTalk.Head(3, 8), 0, 0, 0, 0, 0, 0, 0, 0];
                    await talk.RawAsync(whole);
                    return;
            }

            await talk.EndAsync();
        });

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, text), (answer.Status, answer.Text));
        gateway.AssertQuiet();
    }

    public static TheoryData<string> BadRecords => ["version 2", "type 0", "type 12", "type 1", "id 0", "id 7", "too short an end", "beyond the stream"];

    [Theory]
    [MemberData(nameof(BadRecords))]
    public async Task G06_A_record_that_may_not_stand_in_an_answer_is_502(string record)
    {
        var closed = new TaskCompletionSource();
        stage.Answers(talk => SendBadAsync(talk, record, before: "", closed));

        var answer = await stage.Full.GetAsync(Page);

        await BadGatewayAsync(answer, closed.Task);
        Assert.DoesNotContain("of another", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadRecords))]
    public async Task G06_In_the_middle_of_a_page_it_cuts_the_page(string record)
    {
        var closed = new TaskCompletionSource();
        stage.Answers(talk => SendBadAsync(talk, record, before: Html + "the page", closed));

        var answer = await RawRequest.GetAsync(stage.Gateway, Page, RefusalStage.CookieOf(stage.Full));

        Assert.DoesNotContain("of another", answer.Text, StringComparison.Ordinal);
        await closed.Task;
        closed = new();
        stage.Answers(talk => SendBadAsync(talk, record, before: Html + "the page", closed));
        await CutAsync(closed.Task);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: text/html\r\n")]
    [InlineData("Content-Type: text/html\r\nX-Half: ye")]
    public async Task G09_A_connection_closed_before_the_page_begins_is_502(string sent)
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            if (sent.Length > 0) await talk.OutAsync(sent);
        });

        var answer = await stage.Full.GetAsync(Page);

        await BadGatewayAsync(answer, Task.CompletedTask);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Length: 1000\r\n")]
    public async Task G09_A_connection_closed_within_the_page_never_looks_like_a_whole_page(string length)
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.OutAsync(length + Html + "half a page");
        });

        await CutAsync(Task.CompletedTask);
    }

    [Fact]
    public async Task G10_An_overloaded_application_is_503()
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.EndAsync(protocolStatus: 2);
        });

        var answer = await stage.Full.GetAsync(Page);

        Proof.ErrorPage(stage.Gateway, answer, 503, "upstream_busy");
        Assert.Equal("5", answer.Header("Retry-After"));
        Assert.Contains("the application says that it is overloaded", Assert.Single(stage.Gateway.Log.Warnings).Text, StringComparison.Ordinal);
        Assert.Single(stage.Php.Talks);
    }

    [Fact]
    public async Task G10_An_application_that_refuses_the_request_is_502()
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.EndAsync(protocolStatus: 1);
        });

        await BadGatewayAsync(await stage.Full.GetAsync(Page), Task.CompletedTask);
    }

    [Fact]
    public async Task G10_A_page_that_ends_with_an_exit_status_is_delivered_and_told()
    {
        var gateway = stage.Writes(Html + "page", exitStatus: 255);

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, "page"), (answer.Status, answer.Text));
        Assert.Equal("The application ended a page with exit status 255: upstream=a.", Assert.Single(gateway.Log.Warnings).Text);
    }

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

        await BadGatewayAsync(await stage.Full.GetAsync(Page), Task.CompletedTask);
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
            await BadGatewayAsync(answer, Task.CompletedTask);
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
        if (status == 502) await BadGatewayAsync(answer, Task.CompletedTask);
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

    [Fact]
    public async Task G16_Less_than_announced_resets_the_browsers_connection()
    {
        stage.Writes("Content-Length: 400\r\n" + Html + "page");

        await CutAsync(Task.CompletedTask);
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nContent-Length: 4\r\n", 200)]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n", 502)]
    [InlineData("Content-Length: 4, 4\r\n", 502)]
    public async Task G16_Two_lengths_are_one_or_none(string lines, int status)
    {
        stage.Writes(lines + Html + "page");

        var answer = await stage.Full.GetAsync(Page);

        if (status == 502) await BadGatewayAsync(answer, Task.CompletedTask);
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

    private static async Task SendBadAsync(FastCgiTalk talk, string record, string before, TaskCompletionSource closed)
    {
        var other = Encoding.ASCII.GetBytes(Html + "page of another");
        await talk.ReadAllAsync();
        if (before.Length > 0) await talk.OutAsync(before);
        await (record switch
        {
            "version 2" => talk.RecordAsync(6, other, version: 2),
            "type 0" => talk.RecordAsync(0, other),
            "type 12" => talk.RecordAsync(12, other),
            "type 1" => talk.RecordAsync(1, other),
            "id 0" => talk.RecordAsync(6, other, id: 0),
            "id 7" => talk.RecordAsync(6, other, id: 7),
            "too short an end" => talk.RecordAsync(3, [0, 0, 0, 0]),
            _ => talk.RawAsync(FastCgiTalk.Head(6, 60_000)),
        });
        if (record != "beyond the stream") await talk.ClosedAsync();
        closed.SetResult();
    }

    // ERR(502), the connection gone, one event that says why.
    private async Task BadGatewayAsync(Answer answer, Task closed)
    {
        Proof.ErrorPage(stage.Gateway, answer, 502, "upstream_answer");
        await closed;
        Assert.Single(stage.Gateway.Log.Warnings);
        Assert.Single(stage.Php.Talks);
    }

    private async Task CutAsync(Task closed)
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stage.Full.GetAsync(Page));
        await closed;
    }
}
