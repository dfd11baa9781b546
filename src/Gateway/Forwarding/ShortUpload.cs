using System.IO.Pipelines;
using Gateway.Pages;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Forwarding;

/// <summary>
/// A short body in HTTP/2 has come whole before an upstream hears of its request, so that one which is longer or shorter than was told is no
/// request to anybody (RFC 9113, 8.1.1), and nobody holds an upstream by sending it slowly. It has <c>Timeouts.Idle</c> to come; longer ones
/// stream.
/// </summary>
internal sealed class ShortUpload(ErrorPage errors, TimeProvider clock) : IMiddleware
{
    // A hundred at once are still less than the window of a connection, which the server keeps for whoever sends and is not read.
    private const int MostBytes = 8 * 1024;

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        HttpProtocol.IsHttp2(context.Request.Protocol) && context.Request.ContentLength <= MostBytes ? WaitAsync(context, next) : next(context);

    private async Task WaitAsync(HttpContext context, RequestDelegate next)
    {
        using var limit = new CancellationTokenSource(SiteRequest.Of(context).Site.Timeouts.Idle, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            await ArriveAsync(context.Request.BodyReader, over.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await errors.WriteAsync(context, UploadRefusals.Of(StatusCodes.Status408RequestTimeout));
            return;
        }
        catch (BadHttpRequestException broken)
        {
            await errors.WriteAsync(context, UploadRefusals.Of(broken.StatusCode));
            return;
        }
        catch (Exception reset) when (reset is IOException or OperationCanceledException)
        {
            return;   // the server has ended the stream, or the browser has: nobody is left to answer
        }

        await next(context);
    }

    // It is looked at and left for whoever reads it.
    private static async Task ArriveAsync(PipeReader body, CancellationToken cancellation)
    {
        for (var isWhole = false; !isWhole;)
        {
            var read = await body.ReadAsync(cancellation);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            isWhole = read.IsCompleted;
        }
    }
}
