using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Uploads to a scripted php-fpm: answered too early, broken off, without a length (corpus G19 to G21).</summary>
public sealed class FastCgiUploadTests(ScriptedStage stage) : IClassFixture<ScriptedStage>
{
    private const string Page = "/members/index.php";
    private const string Html = "Content-Type: text/html\r\n\r\n";

    [Theory]
    [InlineData("Status: 413 Content Too Large\r\n", 413)]
    [InlineData("Status: 302 Found\r\nLocation: /login\r\n", 302)]
    public async Task G19_An_answer_before_the_upload_was_read_is_delivered_and_the_upload_stops(string lines, int status)
    {
        var (answered, whole) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadParametersAsync();
            await talk.OutAsync(lines + Html);
            await talk.EndAsync();
            await answered.Task;   // and reads nothing
            whole.SetResult(await talk.ReadBodyAsync());
        });

        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Page} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\nContent-Length: 100000000\r\n\r\n"), TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var uploading = UploadAsync(stream, stop.Token);
        var head = new byte[64];
        await stream.ReadAtLeastAsync(head, 20, cancellationToken: TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", Encoding.ASCII.GetString(head), StringComparison.Ordinal);
        answered.SetResult();
        Assert.False(await whole.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        client.Close();
        await uploading;
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task G20_Half_a_body_never_looks_like_a_whole_one()
    {
        var (half, whole) = (new TaskCompletionSource<string>(), new TaskCompletionSource<bool>());
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadParametersAsync();
            half.SetResult(talk["CONTENT_LENGTH"] + " " + Encoding.ASCII.GetString(await talk.ReadBodyRecordAsync() ?? []));
            whole.SetResult(await talk.ReadBodyAsync());
        });

        await using var wire = await Wire.OpenAsync(gateway);
        await wire.WriteAsync($"POST {Page} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\nContent-Length: 10\r\n\r\nhalf,");

        Assert.Equal("10 half,", await half.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
        Assert.False(await whole.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));   // the server's own minimum rate, in real time
        Assert.DoesNotContain("HTTP/1.1 2", await wire.ReadToEndAsync(), StringComparison.Ordinal);
    }

    // All 5 GiB of it go to a real php-fpm in the long form of PhpStreamTests.
    [Fact]
    public async Task F110_A_script_is_told_a_length_that_32_bits_do_not_hold_and_given_each_piece_as_it_comes()
    {
        var begun = new TaskCompletionSource<string>();
        var gateway = stage.Answers(async talk =>
        {
            await talk.ReadParametersAsync();
            begun.SetResult(talk["CONTENT_LENGTH"] + " " + Encoding.ASCII.GetString(await talk.ReadBodyRecordAsync() ?? []));
            await talk.ClosedAsync();
        });

        await using var wire = await Wire.OpenAsync(gateway);
        await wire.WriteAsync($"POST {Page} HTTP/1.1\r\nHost: a.example\r\n{RefusalStage.CookieOf(stage.Full)}\r\nContent-Length: 5368709120\r\n\r\nbegun");

        Assert.Equal("5368709120 begun", await begun.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("4\r\nbody\r\n0\r\n\r\n", "body")]
    [InlineData("0\r\n\r\n", "")]
    public async Task G21_An_upload_without_a_length_arrives_with_its_true_length(string chunks, string body)
    {
        var gateway = stage.Writes(Html);

        await RawRequest.SendAsync(gateway, $"POST {Page} HTTP/1.1", ["Host: a.example", RefusalStage.CookieOf(stage.Full), "Transfer-Encoding: chunked"], chunks);

        var talk = Assert.Single(stage.Php.Talks);
        Assert.Equal((body.Length.ToString(CultureInfo.InvariantCulture), body, true), (talk["CONTENT_LENGTH"], Encoding.ASCII.GetString(talk.Body.ToArray()), talk.IsBodyWhole));
        Assert.Null(talk["HTTP_TRANSFER_ENCODING"]);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("1000", 1000, 200, "")]
    [InlineData("1000", 1001, 413, "upload_too_large")]
    [InlineData("1M", 1_100_000, 413, "upload_too_large")]
    [InlineData("0", 1, 411, "upload_without_length")]
    public async Task G21_It_is_taken_up_to_the_limit_of_the_site(string spool, int bytes, int status, string reason)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = stage.Upstream(("Spool", spool)));
        stage.Writes(Html + "page");

        using var content = new StreamContent(new MemoryStream(new byte[bytes]));
        var answer = await gateway.NewBrowser().SendAsync("POST", "/index.php", content, ("Transfer-Encoding", "chunked"));

        Assert.Equal(status, answer.Status);
        if (status == 200)
        {
            Assert.Equal(bytes, Assert.Single(stage.Php.Talks).Body.Length);
            return;
        }

        Proof.ErrorPage(gateway, answer, status, reason);
        Assert.Empty(stage.Php.Talks);
    }

    private static async Task UploadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var piece = new byte[100_000];
        try
        {
            for (var sent = 0; sent < 100_000_000; sent += piece.Length) await stream.WriteAsync(piece, cancellation);
        }
        catch (Exception stopped) when (stopped is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // As it should be.
        }
    }
}
