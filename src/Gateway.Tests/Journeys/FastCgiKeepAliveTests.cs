using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Connections to php-fpm that serve more than one request, which is off unless it is asked for.</summary>
public sealed class FastCgiKeepAliveTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    [Fact]
    public async Task G08_Every_request_has_its_own_connection_unless_the_site_asks_for_more()
    {
        var gateway = stage.Writes("X: y\r\n\r\npage");
        var browser = gateway.NewBrowser();

        for (var at = 0; at < 3; at++) Assert.Equal("page", (await browser.GetAsync(Page)).Text);

        Assert.Equal(3, stage.Php.Talks.Count);
        Assert.All(stage.Php.Talks, talk => Assert.False(talk.KeepConnection));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task G08_A_kept_connection_serves_again_and_goes_after_one_idle_second()
    {
        await using var gateway = await KeepingAsync();
        var closed = new TaskCompletionSource();
        stage.Answers(async talk =>
        {
            while (await AnswerAsync(talk));
            closed.SetResult();
        });

        for (var at = 0; at < 3; at++) Assert.Equal("page", (await gateway.NewBrowser().GetAsync(Page)).Text);

        Assert.True(Assert.Single(stage.Php.Talks).KeepConnection);
        Assert.False(closed.Task.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await closed.Task;
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("POST", 2)]
    public async Task G08_A_connection_that_died_while_it_lay_idle_is_replaced(string method, int connections)
    {
        await using var gateway = await KeepingAsync();
        var closed = new TaskCompletionSource();
        stage.Answers(async talk =>
        {
            await AnswerAsync(talk);
            if (!closed.Task.IsCompleted) talk.Close();
            closed.TrySetResult();
        });

        await gateway.NewBrowser().GetAsync(Page);
        await closed.Task;
        var answer = await SendAsync(gateway, method);

        Assert.Equal((200, "page"), (answer.Status, answer.Text));
        Assert.Equal(connections, stage.Php.Talks.Count);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("GET", 200, 2)]
    [InlineData("HEAD", 200, 2)]
    [InlineData("POST", 502, 1)]
    [InlineData("DELETE", 502, 1)]
    public async Task G08_One_that_dies_under_a_request_costs_a_GET_one_more_try_and_a_POST_none(string method, int status, int connections)
    {
        await using var gateway = await KeepingAsync();
        stage.Answers(async talk =>
        {
            await AnswerAsync(talk);
            if (stage.Php.Talks.Count == 1) await talk.ReadParametersAsync();   // and closes
        });

        await gateway.NewBrowser().GetAsync(Page);
        var answer = await SendAsync(gateway, method);

        Assert.Equal(status, answer.Status);
        Assert.Equal(connections, stage.Php.Talks.Count);
    }

    [Fact]
    public async Task G08_It_is_tried_once_more_and_not_again()
    {
        await using var gateway = await KeepingAsync();
        stage.Answers(async talk =>
        {
            if (stage.Php.Talks.Count == 1) await AnswerAsync(talk);
            await talk.ReadParametersAsync();
        });

        await gateway.NewBrowser().GetAsync(Page);
        var answer = await gateway.NewBrowser().GetAsync(Page);

        Proof.ErrorPage(gateway, answer, 502, "upstream_answer");
        Assert.Equal(2, stage.Php.Talks.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task G07_What_comes_behind_the_end_of_a_request_reaches_no_other_member(bool atOnce)
    {
        await using var gateway = await KeepingAsync();
        var (late, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Answers(async talk =>
        {
            if (late.Task.IsCompleted)
            {
                await AnswerAsync(talk);
                return;
            }

            await talk.ReadAllAsync();
            byte[] page = [.. FastCgiTalk.Head(6, 10), .. "X: y\r\n\r\npa"u8, .. FastCgiTalk.Head(3, 8), 0, 0, 0, 0, 0, 0, 0, 0];
            byte[] secret = [.. FastCgiTalk.Head(6, 13), .. "X: z\r\n\r\nalice"u8];
            await talk.RawAsync(atOnce ? [.. page, .. secret] : page);
            if (!atOnce) await talk.RawAsync(secret);
            late.SetResult();
            await talk.ClosedAsync();
            closed.SetResult();
        });

        Assert.Equal("pa", (await gateway.NewBrowser().GetAsync(Page)).Text);
        await late.Task;
        var next = await gateway.NewBrowser().GetAsync(Page);

        Assert.Equal(("page", "y"), (next.Text, next.Header("X")));
        Assert.Equal(2, stage.Php.Talks.Count);
        await closed.Task;
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("", 1, 502)]
    [InlineData("", 2, 503)]
    [InlineData("", 0, 502)]
    [InlineData("Content-Type: te", 0, 502)]
    [InlineData("Status: abc\r\n" + Html + "of alice", 0, 502)]
    [InlineData("Content-Length: 8\r\nContent-Length: 9\r\n" + Html + "of alice", 0, 502)]
    [InlineData("1 MiB", 0, 502)]
    [InlineData("1000 lines", 0, 502)]
    [InlineData("Content-Length: 2\r\n" + Html + "pa of alice", 0, 200)]
    public async Task G09_G10_G12_G16_A_connection_whose_answer_was_none_or_too_long_serves_no_other(string output, byte protocolStatus, int status)
    {
        await using var gateway = await KeepingAsync();
        var closed = AnswersOnce(output switch
        {
            "1 MiB" => string.Concat(Enumerable.Range(0, 128).Select(at => $"X-{at}: {new string('x', 8192)}\r\n")) + Html,
            "1000 lines" => string.Concat(Enumerable.Range(0, 999).Select(at => $"X-{at}: x\r\n")) + Html,
            _ => output,
        }, protocolStatus);

        var answer = await gateway.NewBrowser().GetAsync(Page);

        if (status == 200) Assert.Equal((200, "pa"), (answer.Status, answer.Text));
        else Proof.ErrorPage(gateway, answer, status, status == 503 ? "upstream_busy" : "upstream_answer");
        Assert.Equal(status == 200 ? 0 : 1, gateway.Log.Warnings.Count);
        await AssertReplacedAsync(gateway, closed);
    }

    [Theory]
    [InlineData("Content-Length: 400\r\n" + Html + "page", 0, "1.0")]
    [InlineData("Content-Length: 400\r\n" + Html + "page", 0, "1.1")]
    [InlineData(Html + "page", 1, "1.0")]
    [InlineData(Html + "page", 1, "1.1")]
    public async Task G09_G10_G16_Nor_does_one_whose_page_was_cut(string output, byte protocolStatus, string version)
    {
        await using var gateway = await KeepingAsync();
        var closed = AnswersOnce(output, protocolStatus);

        await stage.AssertCutAsync(Page, version, gateway);

        await AssertReplacedAsync(gateway, closed);
    }

    [Fact]
    public async Task G07_Two_requests_at_once_are_two_connections()
    {
        await using var gateway = await KeepingAsync();
        var both = new TaskCompletionSource();
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            if (stage.Php.Talks.Count == 2) both.TrySetResult();
            await both.Task;
            await talk.OutAsync("X: y\r\n\r\n" + talk["QUERY_STRING"]);
            await talk.EndAsync();
        });

        var answers = await Task.WhenAll(gateway.NewBrowser().GetAsync(Page + "?one"), gateway.NewBrowser().GetAsync(Page + "?two"));

        Assert.Equal(["one", "two"], answers.Select(answer => answer.Text));
        Assert.Equal(2, stage.Php.Talks.Count);
    }

    private static Task<Answer> SendAsync(GatewayHost gateway, string method) =>
        gateway.NewBrowser().SendAsync(method, Page, method == "POST" ? new StringContent("body") : null);

    // The first connection gets this answer and stays open behind it; ends when Gateway has closed it.
    private Task AnswersOnce(string output, byte protocolStatus)
    {
        var closed = new TaskCompletionSource();
        stage.Answers(async talk =>
        {
            if (stage.Php.Talks.Count > 1)
            {
                await AnswerAsync(talk);
                return;
            }

            await talk.ReadAllAsync();
            try
            {
                for (var at = 0; at < output.Length; at += 60_000) await talk.OutAsync(output[at..Math.Min(output.Length, at + 60_000)]);
                await talk.EndAsync(protocolStatus: protocolStatus);
                await talk.ClosedAsync();
            }
            catch (IOException)
            {
                // Closed before all was written.
            }

            closed.SetResult();
        });
        return closed.Task;
    }

    // By the clock of the test no idle second passes.
    private async Task AssertReplacedAsync(GatewayHost gateway, Task closed)
    {
        await closed.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        var next = await gateway.NewBrowser().GetAsync(Page);

        Assert.Equal((200, "page", "y"), (next.Status, next.Text, next.Header("X")));
        Assert.Equal(2, stage.Php.Talks.Count);
    }

    private static async Task<bool> AnswerAsync(FastCgiTalk talk)
    {
        if (!await talk.ReadAllAsync()) return false;
        await talk.OutAsync("X: y\r\n\r\npage");
        await talk.EndAsync();
        return true;
    }

    private Task<GatewayHost> KeepingAsync() => GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream(("KeepAlive", true), ("Connections", 4)));
}
