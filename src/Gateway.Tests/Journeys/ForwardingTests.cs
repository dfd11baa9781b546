using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What goes to the upstream and back besides who is asking: addresses, failures, headers byte for byte (design 8.4).</summary>
public sealed class ForwardingTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    [Theory]
    [InlineData("http://{upstream}/members/x.php?y=1#z", "https://a.example/members/x.php?y=1#z")]
    [InlineData("http://{upstream}", "https://a.example")]
    [InlineData("http://a.example/x", "https://a.example/x")]
    [InlineData("http://a.example:{port}/x", "https://a.example/x")]
    [InlineData("HTTP://A.Example/x", "https://a.example/x")]
    [InlineData("/members/x", "/members/x")]
    [InlineData("x?y", "x?y")]
    [InlineData("https://a.example/x", "https://a.example/x")]
    [InlineData("https://evil.example/x", "https://evil.example/x")]
    [InlineData("http://{upstream}@evil.example/x", "http://{upstream}@evil.example/x")]
    [InlineData("http://{upstream}.evil.example/x", "http://{upstream}.evil.example/x")]
    public async Task Location_and_content_location_that_name_the_upstream_get_the_public_origin(string sent, string expected)
    {
        stage.Clear();
        var (from, to) = (Fill(sent), Fill(expected));
        stage.Gateway.Area.Answers["/moved"] = context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = from;
            context.Response.Headers.ContentLocation = from;
            return Task.CompletedTask;
        };

        var answer = await stage.AskAsync("nobody", "/moved");

        Assert.Equal(302, answer.Status);
        Assert.Equal(to, answer.Header("Location"));
        Assert.Equal(to, answer.Header("Content-Location"));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task Location_gets_the_origin_that_the_browser_asked_for()
    {
        stage.Clear();
        stage.Gateway.Area.Answers["/moved"] = context =>
        {
            context.Response.StatusCode = 301;
            context.Response.Headers.Location = stage.Gateway.Area.Address + "x";
            return Task.CompletedTask;
        };

        var answer = await stage.SendAsync("nobody", "GET /moved HTTP/1.1", ["Host: www.a.example"]);

        Assert.Equal("https://www.a.example/x", answer.Header("Location"));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task An_absent_upstream_is_a_502_page_and_json_for_a_script()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = "http://127.0.0.1:1");

        var page = await RawRequest.GetAsync(gateway, "/index.php", "Accept: text/html");
        var script = await RawRequest.GetAsync(gateway, "/index.php", "X-Requested-With: XMLHttpRequest");

        Assert.Equal((502, "text/html; charset=utf-8"), (page.Status, page.Header("Content-Type")));
        Assert.Contains("The site does not answer", page.Text, StringComparison.Ordinal);
        Assert.Equal(502, script.Status);
        Assert.Equal("upstream_unreachable", script.Json.GetProperty("error").GetString());
        RefusalStage.AssertOwnAnswer(page, "502");
        Assert.Equal(2, gateway.Log.Warnings.Count);
        Assert.Contains(gateway.Log.Warnings, line => line.Text.Contains($"reference={script.Json.GetProperty("reference").GetString()}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upstream_that_cuts_the_connection_is_a_502()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Area.Answers["/cut"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var answer = await RawRequest.GetAsync(gateway, "/cut", "Accept: text/html");

        Assert.Equal(502, answer.Status);
        Assert.Contains("upstream_unreachable", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_upstream_is_a_504_after_the_first_byte_limit_and_not_before()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Timeouts"] = new JsonObject { ["FirstByte"] = "20s" });
        var (arrived, never) = (NewGate(), NewGate());
        gateway.Area.Streams["/silent"] = async context =>
        {
            arrived.TrySetResult();
            await never.Task;
        };

        var asked = RawRequest.GetAsync(gateway, "/silent", "Accept: text/html");
        await arrived.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(asked.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await asked;
        never.SetResult();

        Assert.Equal(504, answer.Status);
        Assert.Contains("The site takes too long", answer.Text, StringComparison.Ordinal);
        RefusalStage.AssertOwnAnswer(answer, "504");
        Assert.Contains("upstream_timeout", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Range_and_conditions_pass_and_a_partial_answer_comes_back_as_it_is()
    {
        stage.Clear();
        var ranges = "bytes=" + string.Join(',', Enumerable.Repeat("0-0", 1000));
        stage.Gateway.Area.Answers["/members/film.mp4"] = async context =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = "bytes 0-3/100";
            context.Response.Headers.AcceptRanges = "bytes";
            context.Response.Headers.ETag = "\"x\"";
            await context.Response.WriteAsync("film");
        };

        var answer = await stage.AskAsync("full", "/members/film.mp4", "Range: bytes=0-3", "If-Range: \"x\"", "If-None-Match: \"y\"");
        await stage.AskAsync("full", "/members/film.mp4", "Range: " + ranges);
        var denied = await stage.AskAsync("trial", "/members/full/film.mp4", "Range: bytes=0-3");

        Assert.Equal((206, "film"), (answer.Status, answer.Text));
        Assert.Equal("bytes 0-3/100", answer.Header("Content-Range"));
        Assert.Equal("bytes", answer.Header("Accept-Ranges"));
        Assert.Equal("\"x\"", answer.Header("ETag"));
        var first = stage.Gateway.Area.Requests.First();
        Assert.Equal(("bytes=0-3", "\"x\"", "\"y\""), (first["Range"], first["If-Range"], first["If-None-Match"]));
        Assert.Equal(ranges, stage.Gateway.Area.Requests.ElementAt(1)["Range"]);
        Assert.Equal("DENY", RefusalStage.Outcome(denied));
        Assert.False(stage.Gateway.Area.Last("/members/unauth.php").Has("Range"));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("X-Large", 100 * 1024)]
    [InlineData("Cookie", 100 * 1024)]
    [InlineData("X-Large", 32 * 1024)]
    public async Task F78_A_header_above_the_limit_is_431_and_nothing_is_forwarded(string name, int length)
    {
        stage.Clear();

        var answer = await stage.AskAsync("full", "/members/", $"{name}: {new string('x', length)}");

        Assert.Equal(431, answer.Status);
        Assert.Empty(stage.Gateway.Area.Requests);
    }

    [Fact]
    public async Task F78_A_hundred_lines_and_a_spoof_behind_them_are_431()
    {
        stage.Clear();

        var answer = await stage.AskAsync("full", "/members/", [.. Enumerable.Range(0, 100).Select(i => $"X-Junk-{i}: 1"), "OIDC_CLAIM_trial: 0"]);

        Assert.Equal(431, answer.Status);
        Assert.Empty(stage.Gateway.Area.Requests);
    }

    [Theory]
    [InlineData("name=Zo\u00C3\u00AB \u00E6\u00BC\u00A2")]   // UTF-8
    [InlineData("name=Zo\u00EB; x=\u0080\u00FF")]            // Latin-1
    public async Task Cookies_of_the_page_pass_byte_for_byte_both_ways(string cookie)
    {
        stage.Clear();
        stage.Gateway.Area.Answers["/members/cookie.php"] = context =>
        {
            context.Response.Headers.SetCookie = cookie;
            return Task.CompletedTask;
        };

        var answer = await RawRequest.GetAsync(stage.Gateway, "/members/cookie.php", RefusalStage.CookieOf(stage.Full) + "; " + cookie, "X-Bytes: " + cookie);

        Assert.Equal(cookie, stage.Gateway.Area.Last("/members/cookie.php")["Cookie"]);
        Assert.Equal(cookie, stage.Gateway.Area.Last("/members/cookie.php")["X-Bytes"]);
        Assert.Equal([cookie], answer.SetCookies);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task Head_has_the_headers_of_an_answer_and_no_body_whoever_answers()
    {
        stage.Clear();
        stage.Gateway.Area.Answers["/members/film.mp4"] = context =>
        {
            context.Response.ContentLength = 12345;
            return Task.CompletedTask;
        };
        Task<Answer> HeadAsync(string who, string target) => stage.SendAsync(who, $"HEAD {target} HTTP/1.1", ["Host: a.example", "Accept: text/html"]);

        var member = await HeadAsync("full", "/members/film.mp4");
        var login = await HeadAsync("nobody", "/members/film.mp4");
        var denied = await HeadAsync("trial", "/members/full/film.mp4");
        var refused = await HeadAsync("full", "/members%2ffilm.mp4");

        Assert.Equal([200, 302, 401, 400], new[] { member, login, denied, refused }.Select(answer => answer.Status));
        Assert.Equal("12345", member.Header("Content-Length"));
        Assert.Equal("HEAD", stage.Gateway.Area.Last("/members/film.mp4").Method);
        Assert.NotEqual("0", denied.Header("Content-Length"));
        foreach (var answer in new[] { member, login, denied, refused }) Assert.Empty(answer.Bytes);
        stage.Gateway.AssertQuiet();
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Fill(string text) => text
        .Replace("{upstream}", stage.Gateway.Area.Address.Authority, StringComparison.Ordinal)
        .Replace("{port}", stage.Gateway.Area.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
