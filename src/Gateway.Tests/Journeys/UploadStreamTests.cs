using System.Net;
using Gateway.Tests.Harness;
using Gateway.Tests.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>An upload of any size arrives whole at a web server, with memory counted (corpus F110: without a limit).</summary>
[Collection(RealTime.Name)]
public sealed class UploadStreamTests(UpstreamsStage stage) : IClassFixture<UpstreamsStage>
{
    private const long Size = 5L << 30;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F110_An_upload_without_a_limit_arrives_whole_with_flat_memory(bool told)
    {
        stage.Clear();
        var read = 0L;
        stage.Gateway.Area.Streams["/members/large"] = async context =>
        {
            var buffer = new byte[1 << 16];
            for (int got; (got = await context.Request.Body.ReadAsync(buffer)) > 0; read += got);
            await context.Response.WriteAsync($"{context.Request.ContentLength} {context.Request.Headers.TransferEncoding}");
        };
        var heap = new HeapWatch(step: Size / 10);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Gateway.Address, "/members/large")) { Version = HttpVersion.Version11 };
        request.Headers.Host = "a.example";
        request.Headers.TryAddWithoutValidation("Cookie", RefusalStage.CookieOf(stage.Full)["Cookie: ".Length..]);
        request.Headers.TransferEncodingChunked = told ? null : true;
        request.Content = new PushedBody(Size, told, heap);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(told ? $"{Size} " : " chunked", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Size, read);
        heap.AssertFlat(read);
        stage.Gateway.AssertQuiet();
    }
}
