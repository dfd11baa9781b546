using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>What members meet while the store is away: the word 503 of the corpus, for a page and a script, signed in and not.</summary>
internal static class AwayProof
{
    public const string Page = "/members/";

    /// <summary>503 with all that belongs to it, and one line in the log that has its reference number and why.</summary>
    public static async Task Is503Async(GatewayProcess node, Answer answer, string reason, params string[] details)
    {
        Assert.True(answer.Status == 503, $"{answer.Status} instead of 503: {answer.Header("Location")} {answer.Text}");
        VanityStage.AssertOwn(answer);
        Assert.NotNull(answer.Header("Retry-After"));
        Assert.Null(answer.Header("Location"));
        Assert.Empty(answer.SetCookies);
        var reference = VanityStage.ReferenceOf(answer);
        await Eventually.TrueAsync(() => Task.FromResult(node.Lines.Any(line => line.Contains(reference, StringComparison.Ordinal))), "the line of " + reference);
        var line = Assert.Single(node.Lines, line => line.Contains(reference, StringComparison.Ordinal));
        Assert.Contains($"({reason}, 503)", line, StringComparison.Ordinal);
        Assert.Contains(details, detail => line.Contains($"detail=\"{detail}\"", StringComparison.Ordinal));
    }

    /// <summary>Members and visitors, pages and scripts: 503, cookie untouched; public pages go on; nobody is sent to the OP.</summary>
    public static async Task ForEverybodyAsync(NodesStage stage, GatewayProcess node, Browser member, params string[] details)
    {
        var cookie = member.SessionCookie;
        stage.Nats.Ledger.Clear();
        foreach (var browser in new[] { member, stage.NewBrowser(node) })
        {
            var page = await browser.GetAsync(Page);
            var script = await browser.ScriptAsync(Page);

            await Is503Async(node, page, "session_store_unavailable", details);
            await Is503Async(node, script, "session_store_unavailable", details);
            Assert.Equal("application/json", script.Header("Content-Type"));
            Assert.Equal("session_store_unavailable", script.Json.GetProperty("error").GetString());
            Assert.Equal((200, "upstream:/"), (await browser.GetAsync("/")) is var open ? (open.Status, open.Text) : default);
        }

        Assert.Equal(cookie, member.SessionCookie);
        var ready = await (await ProcessStage.OperationsOfAsync(node)).AskAsync("/health/ready");
        Assert.Equal((503, "not_ready", "bad"), (ready.Status, ready.Json.GetProperty("status").GetString(), ready.Json.GetProperty("store").GetProperty("status").GetString()));
        foreach (var endpoint in (string[])[NatsEndpoint.Authorize, NatsEndpoint.Token, NatsEndpoint.UserInfo]) Assert.Equal(0, stage.Nats.Ledger.Count(endpoint));
    }

    /// <summary>Signed in by the cookie that was never touched, once Redis is back: until then 503 and nothing else.</summary>
    public static Task GoesOnAsync(Browser member) => Eventually.TrueAsync(async () =>
    {
        var page = await member.GetAsync(Page);
        Assert.True(page.Status is 200 or 503, $"{page.Status} {page.Header("Location")}");
        return page.Status == 200;
    }, "the member's page");

    public static Task SaysAsync(GatewayProcess node, string text) =>
        Eventually.TrueAsync(() => Task.FromResult(node.Lines.Any(line => line.Contains(text, StringComparison.Ordinal))), $"the line \"{text}\" among:\n{string.Join('\n', node.Lines)}");
}
