using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// Large bodies both ways over a real php-fpm, with memory counted. <c>GATEWAY_TEST_STREAM_MB</c> sets their size: 256 without it, 2048 for
/// the full measure.
/// </summary>
public sealed class PhpStreamTests(PhpStreamTests.Stage stage) : IClassFixture<PhpStreamTests.Stage>
{
    private const long MostGrowth = 32L << 20;

    private static readonly long Size = long.Parse(Environment.GetEnvironmentVariable("GATEWAY_TEST_STREAM_MB") ?? "256", CultureInfo.InvariantCulture) << 20;

    public sealed class Stage : PhpStage
    {
        // The script reads the upload itself as it comes.
        private protected override Task<PhpFpm> StartPhpAsync() =>
            PhpFpm.StartAsync(2, false, "php_admin_value[post_max_size] = 0", "php_admin_flag[enable_post_data_reading] = off", "php_admin_value[max_execution_time] = 0");
    }

    [Fact]
    public async Task A_download_streams_with_flat_memory()
    {
        var heap = new Heap();
        using var client = Client();
        using var request = Request(HttpMethod.Get, $"/members/large.php?bytes={Size}");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var (read, buffer) = (0L, new byte[1 << 16]);
        for (int got; (got = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; read += got) heap.Look(read);

        Assert.Equal(Size, read);
        heap.AssertFlat();
    }

    [Fact]
    public async Task An_upload_streams_with_flat_memory()
    {
        var heap = new Heap();
        using var client = Client();
        using var request = Request(HttpMethod.Post, "/members/large.php");
        request.Content = new Pushed(heap);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"{Size} {Size} ", text, StringComparison.Ordinal);
        heap.AssertFlat();
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

    /// <summary>How much the whole process (Gateway, browser and test) holds at most while bytes pass.</summary>
    private sealed class Heap
    {
        private const long Step = 64L << 20;

        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private long _next = Step;
        private long _most;

        public void Look(long passed)
        {
            if (passed < _next) return;
            _next = passed + Step;
            _most = Math.Max(_most, GC.GetTotalMemory(forceFullCollection: true));
        }

        public void AssertFlat() => Assert.True(_most > 0 && _most - _before < MostGrowth, $"{(_most - _before) >> 20} MiB more were held while {Size >> 20} MiB passed");
    }

    /// <summary>A body of which nothing is kept.</summary>
    private sealed class Pushed(Heap heap) : HttpContent
    {
        private static readonly byte[] Piece = Encoding.ASCII.GetBytes(new string('u', 1 << 16));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0L; sent < Size; sent += Piece.Length)
            {
                await stream.WriteAsync(Piece, TestContext.Current.CancellationToken);
                heap.Look(sent);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Size;
            return true;
        }
    }
}
