using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The unauthorized page of a FastCGI site (corpus E40): what its script may answer, and what becomes of its connection.</summary>
public sealed class ScriptPageTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Refused = "/members/full/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";
    private const int MostBytes = 1024 * 1024;

    [Fact]
    public async Task E40_The_page_is_served_without_its_cookies_and_asked_for_without_anything_of_the_refused_request()
    {
        var gateway = stage.Writes("Set-Cookie: tracker=1; path=/\r\nSet-Cookie: __Host-gateway=evil; path=/; secure\r\nETag: \"1\"\r\n" + Html + "please upgrade");
        var session = stage.Trial.SessionCookie;

        using var content = new ByteArrayContent(new byte[100_000]);
        var answer = await stage.Trial.SendAsync("POST", Refused + "?a=1", content, ("Range", "bytes=0-3"), ("If-None-Match", "\"1\""));

        Assert.Equal((401, "please upgrade"), (answer.Status, answer.Text));
        VanityStage.AssertOwn(answer);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(session, stage.Trial.SessionCookie);
        var talk = Assert.Single(stage.Php.Talks);
        Assert.Equal(("GET", "/members/unauth.php", "", 0L), (talk["REQUEST_METHOD"], talk["SCRIPT_NAME"], talk["QUERY_STRING"], talk.Body.Length));
        Assert.All((string[])["HTTP_RANGE", "HTTP_IF_NONE_MATCH", "CONTENT_LENGTH", "HTTP_COOKIE"], name => Assert.Null(talk[name]));
        Assert.DoesNotContain(talk.Parameters, one => one.Key.Contains("OIDC", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("", talk["REMOTE_USER"]);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("", MostBytes, true)]
    [InlineData("", MostBytes + 1, false)]
    [InlineData("Content-Length: 1048577\r\n", MostBytes + 1, false)]
    public async Task E40_A_page_of_1_MiB_is_shown_and_one_byte_more_is_none(string length, int bytes, bool isShown)
    {
        var closed = new TaskCompletionSource();
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            try
            {
                await talk.OutAsync(length + Html);
                for (var at = 0; at < bytes; at += 50_000) await talk.OutAsync(new string('p', Math.Min(50_000, bytes - at)));
                if (isShown) await talk.EndAsync();
                await talk.ClosedAsync();
            }
            catch (IOException)
            {
                // Closed before all was written.
            }

            closed.SetResult();
        });

        var answer = await stage.Trial.GetAsync(Refused);

        await closed.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal((401, isShown), (answer.Status, answer.Bytes.Length == MostBytes));
        VanityStage.AssertOwn(answer);
        if (isShown) gateway.AssertQuiet();
        else AssertBuiltIn(gateway, answer, "not reached, or above 1 MiB");
    }

    [Theory(Timeout = 30_000)]   // without the limit the page would be waited for without end
    [InlineData("")]
    [InlineData(Html)]
    [InlineData(Html + "half a page")]
    public async Task E40_No_whole_page_within_five_seconds_gives_the_built_in_page_and_frees_the_script(string sent)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream());
        stage.Writes(Html);
        var trial = await gateway.SignedInAsync("bob");
        var (asked, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            if (sent.Length > 0) await talk.OutAsync(sent);
            asked.SetResult();
            await talk.ClosedAsync();
            closed.SetResult();
        });

        var (limit, timers) = (TimeSpan.FromSeconds(5), gateway.Clock.Timers(TimeSpan.FromSeconds(5)));
        var page = trial.GetAsync(Refused);
        await asked.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        await gateway.WaitingAsync(limit, 1, timers);
        gateway.Clock.Advance(limit);
        var answer = await page;

        await closed.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(401, answer.Status);
        VanityStage.AssertOwn(answer);
        AssertBuiltIn(gateway, answer, "no answer within 5 s");
    }

    private static void AssertBuiltIn(GatewayHost gateway, Answer answer, string cause)
    {
        Assert.Contains("Your membership does not include this page", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("half a page", answer.Text, StringComparison.Ordinal);
        Assert.Equal($"The unauthorized page /members/unauth.php could not be had from the upstream ({cause}); the built-in page is shown.", Assert.Single(gateway.Log.Warnings).Text);
    }
}
