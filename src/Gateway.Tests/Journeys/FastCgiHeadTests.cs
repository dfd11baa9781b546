using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a script says to servers in front of it and to caches (corpus F106, F121), against a php-fpm that is scripted byte by byte.</summary>
public sealed class FastCgiHeadTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    [Theory]
    [InlineData("X-Accel-Redirect: /internal")]
    [InlineData("X-Sendfile: /etc/passwd")]
    [InlineData("X-Reproxy-URL: http://127.0.0.1/")]
    public async Task F106_An_order_to_the_server_in_front_is_removed_and_not_obeyed(string line)
    {
        var name = line.Split(':')[0];
        var gateway = stage.Writes($"{line}\r\nX-Other: stays\r\n" + Html + "page");

        foreach (var _ in (int[])[1, 2])
        {
            var answer = await stage.Full.GetAsync(Page);
            Assert.Equal((200, "page", "stays"), (answer.Status, answer.Text, answer.Header("X-Other")));
            Assert.Null(answer.Header(name));
        }

        Assert.Equal([Page, Page], stage.Php.Talks.Select(talk => talk["SCRIPT_NAME"]));
        Assert.StartsWith($"The upstream asked for another answer by {name}, ", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", null, "private", false)]
    [InlineData("age", "max-age=60", "max-age=60", false)]
    [InlineData("public", "public, max-age=600", "private, max-age=600", true)]
    [InlineData("shared", "s-maxage=60", "private", true)]
    public async Task F121_A_page_behind_a_rule_belongs_into_no_shared_cache(string path, string? sent, string expected, bool isCounted)
    {
        var gateway = stage.Writes((sent is null ? "" : $"Cache-Control: {sent}\r\n") + Html + "page");
        var before = Changed(gateway);

        var guarded = await stage.Full.GetAsync($"{Page}/{path}");
        await stage.Full.GetAsync($"{Page}/{path}");
        var open = await stage.Full.GetAsync($"/index.php/{path}");

        Assert.Equal((200, expected), (guarded.Status, guarded.Header("Cache-Control")));
        Assert.Equal((200, sent), (open.Status, open.Header("Cache-Control")));
        Assert.Equal(isCounted ? 2 : 0, Changed(gateway) - before);
        Assert.Equal(
            isCounted ? [$"The upstream marked a page behind a rule as public; it is sent as private: site=a path=\"{Page}/{path}\". CacheControl.Keep leaves it alone."] : [],
            gateway.Log.Warnings.Select(line => line.Text));
    }

    [Fact]
    public async Task F121_Where_the_setting_says_keep_what_the_script_says_stays()
    {
        await using var gateway = await GatewayHost.StartAsync(site => (site["Upstream"], site["CacheControl"]) = (stage.Upstream(), new JsonObject { ["Keep"] = true }));
        stage.Writes(Html);
        var browser = await gateway.SignedInAsync("alice");
        stage.Writes("Cache-Control: public, s-maxage=60\r\n" + Html + "page");

        var answer = await browser.GetAsync(Page);

        Assert.Equal("public, s-maxage=60", answer.Header("Cache-Control"));
        Assert.Equal(1, Changed(gateway));
        gateway.AssertQuiet();
    }

    private static long Changed(GatewayHost gateway) => gateway.Counts.Of("gateway.upstream.cache_controls_changed", ("site", "a"));
}
