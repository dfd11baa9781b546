using System.Text.Json.Nodes;
using Gateway.Demo.Area;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>A machine that comes up in any order.</summary>
public sealed class ColdStartTests
{
    [Fact]
    public async Task I47_With_Redis_OP_and_upstream_down_the_process_starts_and_all_recovers_without_a_restart()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        using var files = new PhpArea();
        files.Text("/index.html", "a public page");
        var upstream = FreePort.Take();
        await using var stage = await ProcessStage.SetAsync(TimeSpan.FromMinutes(5), (file, _) =>
        {
            file["Redis"] = redis.Address;
            file["Sites"]!["a"]!["Upstream"] = $"http://127.0.0.1:{upstream}";
            var still = Some.SiteBeside(file);
            still["Upstream"] = new JsonObject { ["FastCgi"] = $"unix:{files["/php-fpm.sock"]}", ["Root"] = files.Root };
        });
        stage.Nats.Switches.Down = true;

        await using var gateway = await stage.StartAsync();
        var operations = await ProcessStage.OperationsOfAsync(gateway);
        var browser = stage.BrowserAt(gateway);

        Assert.Equal(200, (await operations.AskAsync("/health/live")).Status);
        Assert.Equal(503, (await operations.AskAsync("/health/ready")).Status);
        Assert.Equal("a public page", (await browser.GetAsync("https://b.example/index.html")).Text);
        Assert.Equal((502, 503), ((await browser.GetAsync("/")).Status, (await browser.GetAsync("/members/")).Status));

        await redis.StartAgainAsync();
        stage.Nats.Switches.Down = false;
        await using var area = await SampleMembersArea.StartAsync(upstream, stage.Nats.SwitchesUrl);
        await Eventually.TrueAsync(async () => (await operations.AskAsync("/health/ready")).Status == 200, "it is ready");
        var page = await browser.SignInAsync("alice", "/members/full/");

        Assert.Equal(200, page.Status);
        Assert.Contains("alice", page.Text, StringComparison.Ordinal);
    }
}
