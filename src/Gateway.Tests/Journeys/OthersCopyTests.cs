using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Who has seen a member's page, or knows how it would be kept, gets nothing by that (corpus F120, F124).</summary>
public sealed class OthersCopyTests(PhpStage php, UpstreamStages stages) : IClassFixture<PhpStage>, IClassFixture<UpstreamStages>
{
    private const string Picture = "/members/full/pic.jpg";

    [Fact]
    public async Task F124_A_condition_of_a_members_copy_is_no_way_in()
    {
        php.Clear();
        var copy = await php.AskAsync("full", Picture);
        foreach (var condition in Conditions(copy.Header("ETag")!, copy.Header("Last-Modified")!))
        {
            Assert.Equal("LOGIN", PhpStage.Outcome(await php.AskAsync("nobody", Picture, condition)));
            Assert.Equal("DENY", PhpStage.Outcome(await php.AskAsync("trial", Picture, condition)));
        }

        Assert.Equal(304, (await php.AskAsync("full", Picture, "If-None-Match: " + copy.Header("ETag"))).Status);
        php.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F124_Nor_before_a_web_server()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Area.Answers[Picture] = context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "\"1\"" ? 304 : 200;
            return Task.CompletedTask;
        };
        var full = RefusalStage.CookieOf(await gateway.SignedInAsync("alice"));
        gateway.Area.Requests.Clear();

        foreach (var condition in Conditions("\"1\"", "Tue, 01 Jan 2030 00:00:00 GMT"))
            Assert.Equal("LOGIN", RefusalStage.Outcome(await RawRequest.GetAsync(gateway, Picture, "Accept: text/html", condition)));

        Assert.Empty(gateway.Area.Requests);
        Assert.Equal(304, (await RawRequest.GetAsync(gateway, Picture, full, "If-None-Match: \"1\"")).Status);
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task F120_A_page_is_no_style_sheet_by_what_stands_behind_it(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);

        foreach (var target in new[] { "/members/x.php/x.css", "/members/x.php?x.css", "/members/full/x.php/x.css" })
        {
            var page = await stage.AskAsync("full", target);
            Assert.Equal((200, "application/json", "private"), (page.Status, page.Header("Content-Type"), page.Header("Cache-Control")));
            Assert.Equal("alice", PhpDump.Of(page)["REMOTE_USER"]);
        }

        var slash = await stage.AskAsync("full", "/members/x.php%2fx.css");
        Assert.Equal((400, "no-store"), (slash.Status, slash.Header("Cache-Control")));

        var cut = await stage.AskAsync("full", "/members/x.php;x.css");
        Assert.Equal(404, cut.Status);
        Assert.Contains(cut.Header("Cache-Control"), new[] { "private", "no-store" });
        stage.Gateway.AssertQuiet();
    }

    private static string[] Conditions(string tag, string date) =>
        ["If-None-Match: " + tag, "If-None-Match: *", "If-Modified-Since: " + date, "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT", "If-Match: " + tag, "Range: bytes=0-0\r\nIf-Range: " + tag];
}
