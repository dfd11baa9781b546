using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a member sees whom a rule refuses, and how the site's own page for it is asked for.</summary>
public sealed class UnauthorizedPageTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private const string Page = "/members/unauth.php";
    private const string Refused = "/members/full/film.mp4";

    [Theory]
    [InlineData(null, 401)]
    [InlineData(401, 401)]
    [InlineData(403, 403)]
    public async Task The_status_is_the_one_the_site_asks_for(int? setting, int expected)
    {
        await using var gateway = await GatewayHost.StartAsync(site: site =>
        {
            if (setting is { } status) site["Pages"]!["UnauthorizedStatus"] = status;
        });
        var browser = await gateway.SignedInAsync("bob");

        var page = await browser.GetAsync(Refused);
        var script = await browser.ScriptAsync(Refused);

        Assert.Equal((expected, "upstream:" + Page), (page.Status, page.Text));
        VanityStage.AssertOwn(page);
        Assert.Equal(expected, script.Status);
        Assert.Equal("denied", script.Json.GetProperty("error").GetString());
        Assert.False(script.Json.TryGetProperty("login", out _));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E40_The_page_is_asked_for_without_anything_of_the_refused_request()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("bob");
        browser.Cookies["lang"] = "de";
        gateway.Area.Answers[Page] = async context =>
        {
            context.Response.ContentType = "text/html; charset=iso-8859-1";
            context.Response.Headers.SetCookie = "tracker=1";
            context.Response.Headers.ETag = "\"1\"";
            await context.Response.WriteAsync("please upgrade");
        };
        VanityStage.Forget(gateway);

        using var content = new ByteArrayContent(new byte[100_000]);
        var answer = await browser.SendAsync("POST", Refused + "?a=1", content,
            ("Range", "bytes=0-99"), ("If-None-Match", "\"1\""), ("If-Modified-Since", "Tue, 01 Jan 2030 00:00:00 GMT"), ("If-Range", "\"1\""),
            ("Accept-Language", "de"), ("OIDC_CLAIM_trial", "0"), ("REMOTE_USER", "alice"), ("Authorization", "Basic eDp5"), ("REDIRECT_STATUS", "200"));

        Assert.Equal((401, "please upgrade"), (answer.Status, answer.Text));
        Assert.Equal("text/html; charset=iso-8859-1", answer.Header("Content-Type"));
        Assert.Empty(answer.SetCookies);
        Assert.Null(answer.Header("ETag"));
        VanityStage.AssertOwn(answer);

        var received = Assert.Single(gateway.Area.Requests);
        Assert.Equal(("GET", Page, ""), (received.Method, received.Target, received.Body));
        foreach (var name in (string[])["Range", "If-None-Match", "If-Modified-Since", "If-Range", "Content-Type", "Authorization"]) Assert.False(received.Has(name), name);
        Assert.DoesNotContain(received.Headers, header => header.Key.StartsWith("OIDC", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(received.Folded("REMOTE_USER"));
        Assert.Equal("de", received["Accept-Language"]);
        Assert.Equal("lang=de", received["Cookie"]);
        Assert.Equal("a.example", received["Host"]);
        Assert.Equal("https", received["X-Forwarded-Proto"]);
        Assert.Equal([Refused], received.Folded("REDIRECT_URL"));
        Assert.Equal(["401"], received.Folded("REDIRECT_STATUS"));
        Assert.Equal(["bob"], received.Folded("REDIRECT_REMOTE_USER"));
        gateway.Area.Answers.Clear();
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("404")]
    [InlineData("500")]
    [InlineData("206")]
    [InlineData("302")]
    [InlineData("above 1 MiB")]
    [InlineData("cut")]
    public async Task E40_Another_answer_gives_the_built_in_page(string answer)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("bob");
        gateway.Area.Answers[Page] = context => AnswerAsync(context, answer);

        var page = await browser.GetAsync(Refused);

        gateway.Area.Answers.Clear();
        Assert.Equal(401, page.Status);
        Assert.Contains("Your membership does not include this page", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("upstream", page.Text, StringComparison.Ordinal);
        VanityStage.AssertOwn(page);
        VanityStage.ReferenceOf(page);
        var line = Assert.Single(gateway.Log.Warnings);
        Assert.StartsWith("The unauthorized page /members/unauth.php could not be had from the upstream", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("302")]
    public async Task E39_Page_that_asks_for_rights_of_its_own_is_asked_once_and_ours_is_shown(string answer)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("bob");
        gateway.Area.Answers[Page] = context => AnswerAsync(context, answer);
        VanityStage.Forget(gateway);

        var page = await browser.GetAsync(Refused);

        gateway.Area.Answers.Clear();
        Assert.Equal(401, page.Status);
        Assert.Contains("Your membership does not include this page", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Header("Location"));
        Assert.Equal(Page, Assert.Single(gateway.Area.Requests).Target);
        Assert.Single(gateway.Log.All, line => line.Text.Contains("(denied_by_rule, 401)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task E40_A_page_of_1_MiB_is_shown()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("bob");
        gateway.Area.Answers[Page] = context => context.Response.Body.WriteAsync(new byte[1024 * 1024]).AsTask();

        var page = await browser.GetAsync(Refused);

        gateway.Area.Answers.Clear();
        Assert.Equal((401, 1024 * 1024), (page.Status, page.Bytes.Length));
        gateway.AssertQuiet();
    }

    [Theory(Timeout = 30_000)]   // without the limit the page would be waited for without end
    [InlineData(false)]
    [InlineData(true)]
    public async Task E40_No_answer_within_five_seconds_gives_the_built_in_page(bool headers)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("bob");
        var latch = new Latch();
        gateway.Area.Answers[Page] = async context =>
        {
            if (headers) await context.Response.StartAsync();
            await latch.PassAsync(context.RequestAborted);
        };

        var asked = browser.GetAsync(Refused);
        await latch.ArrivedAsync(1, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(asked.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(0.2));
        var page = await asked;
        latch.Open();

        Assert.Equal(401, page.Status);
        Assert.Contains("Your membership does not include this page", page.Text, StringComparison.Ordinal);
        Assert.Contains("no answer within 5 s", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_gets_the_status_and_no_body()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("bob");

        var answer = await browser.SendAsync("HEAD", Refused, null);

        Assert.Equal((401, 0), (answer.Status, answer.Bytes.Length));
        Assert.Equal(("upstream:" + Page).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Header("Content-Length"));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task An_absolute_url_is_gone_to()
    {
        await using var gateway = await GatewayHost.StartAsync(site: site => site["Pages"]!["Unauthorized"] = "https://shop.example/upgrade?from=a");
        var browser = await gateway.SignedInAsync("bob");

        var page = await browser.GetAsync(Refused);
        var script = await browser.ScriptAsync(Refused);

        Assert.Equal((302, "https://shop.example/upgrade?from=a"), (page.Status, page.Header("Location")));
        VanityStage.AssertOwn(page);
        Assert.Equal((401, "denied"), (script.Status, script.Json.GetProperty("error").GetString()));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("text")]
    [InlineData("file")]
    [InlineData("none")]
    public async Task A_text_is_shown_as_it_stands_and_without_a_setting_our_own_page(string kind)
    {
        const string Text = "<h1>Größer werden</h1> %s";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Text + "\n", TestContext.Current.CancellationToken);
        await using var gateway = await GatewayHost.StartAsync(site: site =>
        {
            if (kind == "none") site.Remove("Pages");
            else site["Pages"]!["Unauthorized"] = kind == "text" ? Text : "file:" + file;
        });
        var browser = await gateway.SignedInAsync("bob");
        VanityStage.Forget(gateway);

        var page = await browser.GetAsync(Refused);
        var head = await browser.SendAsync("HEAD", Refused, null);

        File.Delete(file);
        Assert.Equal(401, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        VanityStage.AssertOwn(page);
        if (kind == "none") Assert.Contains("Your membership does not include this page", page.Text, StringComparison.Ordinal);
        else Assert.Equal(Text, page.Text);
        Assert.Equal((401, 0), (head.Status, head.Bytes.Length));
        Assert.Empty(gateway.Area.Requests);
        Assert.Contains(gateway.Log.All, line => line.Text.Contains("(denied_by_rule, 401)", StringComparison.Ordinal)
            && line.Text.Contains("/members/full/ Require claim trial:0", StringComparison.Ordinal) && line.Text.Contains("member=\"bob\"", StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    private static async Task AnswerAsync(HttpContext context, string answer)
    {
        switch (answer)
        {
            case "above 1 MiB":
                await context.Response.Body.WriteAsync(new byte[(1024 * 1024) + 1]);
                break;
            case "cut":
                await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes("upstream: half a page"));
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            default:
                context.Response.StatusCode = int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture);
                context.Response.Headers.Location = "/elsewhere";
                await context.Response.WriteAsync("upstream says " + answer);
                break;
        }
    }
}
