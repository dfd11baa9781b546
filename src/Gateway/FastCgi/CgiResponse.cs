using System.Net;

namespace Gateway.FastCgi;

/// <summary>Reads the head of an application's answer and makes the HTTP answer of it; the body streams behind.</summary>
internal static class CgiResponse
{
    private const int FirstPiece = 4 * 1024;

    public static async Task<HttpResponseMessage> ReadAsync(HttpRequestMessage request, FastCgiConnection connection, IDisposable exchange, CancellationToken cancellation)
    {
        var bytes = new byte[FirstPiece];
        var (length, end) = (0, 0);
        while (end == 0)
        {
            if (length == CgiHead.MostBytes) throw new FastCgiException(FastCgiFailure.Malformed, "the header block is larger than 64 KiB");
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 4);

            var got = await connection.ReadAsync(bytes.AsMemory(length), cancellation);
            if (got == 0) throw new FastCgiException(FastCgiFailure.Malformed, "the application ended without an answer");
            length += got;
            end = CgiHead.EndOf(bytes.AsSpan(0, length));
        }

        var head = CgiHead.Parse(bytes.AsSpan(0, end), out var fault) ?? throw new FastCgiException(FastCgiFailure.Malformed, $"the header block holds {fault}");
        var hasBody = request.Method != HttpMethod.Head && head.Status is not (204 or 304);
        var body = new CgiBody(connection, bytes.AsMemory(end, length - end), head.ContentLength, hasBody, exchange);
        return Of(request, head, body);
    }

    private static HttpResponseMessage Of(HttpRequestMessage request, CgiHead head, CgiBody body)
    {
        var response = new HttpResponseMessage((HttpStatusCode)head.Status)
        {
            RequestMessage = request,
            Version = HttpVersion.Version11,   // with 2 the proxy flushes after every piece
            ReasonPhrase = head.Reason,
            Content = new StreamContent(body),
        };
        foreach (var (name, value) in head.Lines)
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        if (head.ContentLength is { } length && head.Status != 204) response.Content.Headers.ContentLength = length;
        return response;
    }
}
