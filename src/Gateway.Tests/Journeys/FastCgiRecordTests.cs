using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>In which records a php-fpm may answer, and how its answer may end (corpus G), against one that is scripted byte by byte.</summary>
public sealed class FastCgiRecordTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    private static readonly string[] Bad = ["version 2", "type 0", "type 12", "type 1", "id 0", "id 7", "too short an end", "beyond the stream"];

    public static TheoryData<string> BadRecords => [.. Bad];

    public static TheoryData<string, string> BadRecordsWithinPages => new MatrixTheoryData<string, string>(Bad, ["1.0", "1.1"]);

    [Theory]
    [InlineData("padding")]
    [InlineData("empty records")]
    [InlineData("one byte each")]
    [InlineData("split reads")]
    [InlineData("all at once")]
    public async Task G05_The_body_is_exact_however_it_is_cut(string cut)
    {
        var text = string.Concat(Enumerable.Range(0, 600).Select(at => at.ToString("D3", CultureInfo.InvariantCulture)));
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            switch (cut)
            {
                case "padding":
                    await talk.OutAsync(Html);
                    for (var at = 0; at < 256; at++) await talk.OutAsync(text[(at * 7)..((at + 1) * 7)], padding: at);
                    await talk.OutAsync(text[(256 * 7)..], padding: 255);
                    break;
                case "empty records":
                    await talk.OutAsync("");
                    await talk.OutAsync(Html[..10]);
                    await talk.OutAsync("");
                    await talk.OutAsync(Html[10..] + text[..100]);
                    await talk.OutAsync("");
                    await talk.OutAsync("", padding: 8);
                    await talk.OutAsync(text[100..]);
                    break;
                case "one byte each":
                    foreach (var letter in Html + text) await talk.OutAsync(letter.ToString());
                    break;
                case "split reads":
                    byte[] record = [.. FastCgiTalk.Head(6, Html.Length + text.Length, 3), .. Encoding.ASCII.GetBytes(Html + text), 0, 0, 0];
                    foreach (var one in record) await talk.RawAsync([one]);
                    break;
                default:
                    byte[] whole = [.. FastCgiTalk.Head(6, Html.Length + text.Length), .. Encoding.ASCII.GetBytes(Html + text), .. FastCgiTalk.Head(3, 8), 0, 0, 0, 0, 0, 0, 0, 0];
                    await talk.RawAsync(whole);
                    return;
            }

            await talk.EndAsync();
        });

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, text), (answer.Status, answer.Text));
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(BadRecords))]
    public async Task G06_A_record_that_may_not_stand_in_an_answer_is_502(string record)
    {
        var closed = new TaskCompletionSource();
        stage.Answers(talk => SendBadAsync(talk, record, before: "", closed));

        var answer = await stage.Full.GetAsync(Page);

        await stage.AssertBadGatewayAsync(answer, closed.Task);
        Assert.DoesNotContain("of another", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadRecordsWithinPages))]
    public async Task G06_In_the_middle_of_a_page_it_cuts_the_page(string record, string version)
    {
        var closed = new TaskCompletionSource();
        stage.Answers(talk => SendBadAsync(talk, record, before: Html + "the page", closed));

        var came = await stage.AssertCutAsync(Page, version);

        Assert.DoesNotContain("of another", came, StringComparison.Ordinal);
        await closed.Task;
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: text/html\r\n")]
    [InlineData("Content-Type: text/html\r\nX-Half: ye")]
    public async Task G09_A_connection_closed_before_the_page_begins_is_502(string sent)
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            if (sent.Length > 0) await talk.OutAsync(sent);
        });

        var answer = await stage.Full.GetAsync(Page);

        await stage.AssertBadGatewayAsync(answer, Task.CompletedTask);
    }

    [Theory]
    [InlineData("", "1.0")]
    [InlineData("", "1.1")]
    [InlineData("Content-Length: 1000\r\n", "1.0")]
    [InlineData("Content-Length: 1000\r\n", "1.1")]
    public async Task G09_A_connection_closed_within_the_page_never_looks_like_a_whole_page(string length, string version)
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.OutAsync(length + Html + "half a page");
        });

        await stage.AssertCutAsync(Page, version);
    }

    [Fact]
    public async Task G10_An_overloaded_application_is_503()
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.EndAsync(protocolStatus: 2);
        });

        var answer = await stage.Full.GetAsync(Page);

        Proof.ErrorPage(stage.Gateway, answer, 503, "upstream_busy");
        Assert.Equal("5", answer.Header("Retry-After"));
        Assert.Contains("the application says that it is overloaded", Assert.Single(stage.Gateway.Log.Warnings).Text, StringComparison.Ordinal);
        Assert.Single(stage.Php.Talks);
    }

    [Fact]
    public async Task G10_An_application_that_refuses_the_request_is_502()
    {
        stage.Answers(async talk =>
        {
            await talk.ReadAllAsync();
            await talk.EndAsync(protocolStatus: 1);
        });

        await stage.AssertBadGatewayAsync(await stage.Full.GetAsync(Page), Task.CompletedTask);
    }

    [Fact]
    public async Task G10_A_page_that_ends_with_an_exit_status_is_delivered_and_told()
    {
        var gateway = stage.Writes(Html + "page", exitStatus: 255);

        var answer = await stage.Full.GetAsync(Page);

        Assert.Equal((200, "page"), (answer.Status, answer.Text));
        Assert.Equal("The application ended a page with exit status 255: upstream=a.", Assert.Single(gateway.Log.Warnings).Text);
    }

    private static async Task SendBadAsync(FastCgiTalk talk, string record, string before, TaskCompletionSource closed)
    {
        var other = Encoding.ASCII.GetBytes(Html + "page of another");
        await talk.ReadAllAsync();
        if (before.Length > 0) await talk.OutAsync(before);
        await (record switch
        {
            "version 2" => talk.RecordAsync(6, other, version: 2),
            "type 0" => talk.RecordAsync(0, other),
            "type 12" => talk.RecordAsync(12, other),
            "type 1" => talk.RecordAsync(1, other),
            "id 0" => talk.RecordAsync(6, other, id: 0),
            "id 7" => talk.RecordAsync(6, other, id: 7),
            "too short an end" => talk.RecordAsync(3, [0, 0, 0, 0]),
            _ => talk.RawAsync(FastCgiTalk.Head(6, 60_000)),
        });
        if (record != "beyond the stream") await talk.ClosedAsync();
        closed.SetResult();
    }
}
