using System.Net;

namespace Gateway.Forwarding;

/// <summary>The upstream took the whole request and then kept silent for longer than <c>Timeouts.FirstByte</c>.</summary>
internal sealed class FirstByteTimeoutException() : HttpRequestException("The upstream did not begin to answer in time.");

/// <summary>
/// <c>Timeouts.FirstByte</c> (Apache's Timeout): counts from the moment the request has gone out whole, so that an upload may take as long
/// as it takes. A question that met the end of a kept connection is asked once more.
/// </summary>
internal sealed class FirstByteLimit(HttpMessageHandler inner, TimeSpan limit, TimeProvider clock) : DelegatingHandler(inner)
{
    public const string Metadata = "first-byte-limit";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var timer = clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), silence, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (request.Content is { } content) request.Content = new WatchedContent(content, Start);
        else Start();

        for (var mayRepeat = true; ; mayRepeat = false)
        {
            try
            {
                return await base.SendAsync(request, silence.Token);
            }
            catch (HttpRequestException failure) when (mayRepeat && UnansweredException.AllowsSecondTry(request, failure))
            {
                // Once more, within the same limit.
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && silence.IsCancellationRequested)
            {
                throw new FirstByteTimeoutException();
            }
        }

        void Start() => timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly Action _sent;
        private readonly long? _length;

        public WatchedContent(HttpContent inner, Action sent)
        {
            (_inner, _sent, _length) = (inner, sent, inner.Headers.ContentLength);
            foreach (var header in inner.Headers.NonValidated) Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await using var flushed = new FlushedStream(stream);
            await _inner.CopyToAsync(flushed, context, cancellationToken);
            _sent();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length ?? 0;   // our own Headers.ContentLength would ask here again
            return _length is not null;
        }
    }
}
