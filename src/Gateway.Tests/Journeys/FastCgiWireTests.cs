using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What stands on the wire to php-fpm and when (corpus G), as a scripted one reads it byte by byte.</summary>
public sealed class FastCgiWireTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Html = "Content-Type: text/html\r\n\r\n";

    // Only the operator can say something as long as the longest: a header ends at 32 KiB, a claim too. An application that follows the
    // protocol sees it all; php-fpm reads each record by itself and resets the connection over a pair that takes two, which gateway check says.
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(65_536)]
    public async Task G01_A_name_and_a_value_of_every_length_arrive_in_records_of_the_right_length(int length)
    {
        var (name, value) = (new string('N', length), new string('v', length));
        await using var gateway = await GatewayHost.StartAsync(site =>
            site["Upstream"] = stage.Upstream(("Environment", new JsonObject { [name] = "of a long name", ["LONG_VALUE"] = value })));
        stage.Writes(Html + "page");

        var answer = await gateway.NewBrowser().GetAsync("/index.php");

        var talk = Assert.Single(stage.Php.Talks);
        Assert.Equal((200, "page"), (answer.Status, answer.Text));
        Assert.Equal(("of a long name", value, "/index.php"), (talk[name], talk["LONG_VALUE"], talk["SCRIPT_NAME"]));
        Assert.True(talk.IsBodyWhole);   // an empty record ended the parameters, so the next one is the body's
        Assert.All(talk.ParameterRecords, record => Assert.InRange(record, 1, 65_535));
        Assert.Equal(talk.Parameters.Sum(one => Taken(one.Key) + Taken(one.Value)), talk.ParameterRecords.Sum());
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/members/a.php%0a/b", "")]
    [InlineData("/index.php/PHP%0A.php?", "Q")]
    public async Task F46_A_line_feed_in_the_path_is_refused_before_php_hears_of_it(string target, string query)
    {
        target += string.Concat(Enumerable.Repeat(query, 4000));
        var gateway = stage.Writes(Html + "page");

        var refused = await RawRequest.GetAsync(gateway, target, "Accept: text/html", RefusalStage.CookieOf(stage.Full));

        Proof.ErrorPage(gateway, refused, 400, "path_refused");
        Assert.Empty(stage.Php.Talks);
        gateway.AssertQuiet();

        var served = await RawRequest.GetAsync(gateway, target.Replace("%0a", "", StringComparison.OrdinalIgnoreCase), "Accept: text/html", RefusalStage.CookieOf(stage.Full));
        Assert.Equal((200, "page"), (served.Status, served.Text));
        Assert.Single(stage.Php.Talks);
    }

    [Fact]
    public async Task G22_Type_and_length_of_a_body_stand_there_once()
    {
        var gateway = stage.Writes(Html);

        await RawRequest.SendAsync(gateway, "POST /index.php HTTP/1.1",
            ["Host: a.example", "Content-Type: text/x-mine", "Content_Type: text/forged", "Content-Length: 4", "Content_Length: 9999"], "body");

        var told = Assert.Single(stage.Php.Talks).Parameters.Where(one => one.Key.Contains("CONTENT", StringComparison.OrdinalIgnoreCase));
        Assert.Equal([("CONTENT_LENGTH", "4"), ("CONTENT_TYPE", "text/x-mine")], told.Select(one => (one.Key, one.Value)).Order());
    }

    // By the clock on the wall, so the best of five: the machine may have other things to do.
    [Fact]
    public async Task G28_The_first_piece_is_there_within_200_milliseconds()
    {
        var best = TimeSpan.MaxValue;
        for (var at = 0; at < 5; at++)
        {
            var (goOn, since) = (new TaskCompletionSource(), new Stopwatch());
            stage.Answers(async talk =>
            {
                await talk.ReadAllAsync();
                since.Start();
                await talk.OutAsync("Content-Type: text/event-stream\r\n\r\ndata: first\n\n");
                await goOn.Task;
                await talk.EndAsync();
            });
            await using var wire = await Wire.OpenAsync(stage.Gateway);
            await wire.WriteAsync("GET /index.php HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");

            Assert.Contains("data: first\n\n", await wire.ReadUntilAsync("data: first\n\n"), StringComparison.Ordinal);
            if (since.Elapsed < best) best = since.Elapsed;
            goOn.SetResult();
            await wire.ReadToEndAsync();
        }

        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
    }

    // The length before it takes one byte up to 127 and four from there on.
    private static int Taken(string text) => (text.Length < 128 ? 1 : 4) + text.Length;
}
