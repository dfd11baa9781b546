using System.Net;
using Gateway.Tests.Harness;
using Gateway.Tests.Processes;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Large bodies both ways over a real php-fpm, with memory counted: of 5 GiB, as corpus F110 has it, in the long form.
/// </summary>
[Collection(RealTime.Name)]
public sealed class PhpStreamTests(PhpStreamTests.Stage stage) : IClassFixture<PhpStreamTests.Stage>
{
    private static readonly long Size = HeapWatch.StreamBytes;

    public sealed class Stage : PhpStage
    {
        // The script reads the upload itself as it comes.
        private protected override Task<PhpFpm> StartPhpAsync() =>
            PhpFpm.StartAsync(2, false, "php_admin_value[post_max_size] = 0", "php_admin_flag[enable_post_data_reading] = off", "php_admin_value[max_execution_time] = 0");
    }

    [Fact]
    public async Task A_download_streams_with_flat_memory()
    {
        var heap = new HeapWatch();
        using var client = Client();
        using var request = Request(HttpMethod.Get, $"/members/large.php?bytes={Size}");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var (read, buffer) = (0L, new byte[1 << 16]);
        for (int got; (got = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; read += got) heap.Look(read);

        Assert.Equal(Size, read);
        heap.AssertFlat(Size);
    }

    [Fact]
    public async Task F110_An_upload_streams_with_flat_memory()
    {
        var heap = new HeapWatch();
        using var client = Client();
        using var request = Request(HttpMethod.Post, "/members/large.php");
        request.Content = new PushedBody(Size, told: true, heap);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"{Size} {Size} ", text, StringComparison.Ordinal);
        heap.AssertFlat(Size);
    }

    private static HttpMessageInvoker Client() => new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    private HttpRequestMessage Request(HttpMethod method, string target)
    {
        var request = new HttpRequestMessage(method, new Uri(stage.Gateway.Address, target)) { Version = HttpVersion.Version11 };
        request.Headers.Host = "a.example";
        request.Headers.Add("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Cookie", RefusalStage.CookieOf(stage.Full)["Cookie: ".Length..]);
        return request;
    }
}
