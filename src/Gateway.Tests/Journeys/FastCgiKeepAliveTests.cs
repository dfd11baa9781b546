using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Connections to php-fpm that serve more than one request, which is off unless it is asked for.</summary>
public sealed class FastCgiKeepAliveTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/index.php";

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

    private static async Task<bool> AnswerAsync(FastCgiTalk talk)
    {
        if (!await talk.ReadAllAsync()) return false;
        await talk.OutAsync("X: y\r\n\r\npage");
        await talk.EndAsync();
        return true;
    }

    private Task<GatewayHost> KeepingAsync() => GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream(("KeepAlive", true), ("Connections", 4)));
}
