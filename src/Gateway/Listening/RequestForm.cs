using System.Buffers;
using System.Collections.Frozen;
using Gateway.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Listening;

/// <summary>
/// What no site could serve, whatever its host and path: a message that two readers may end in two places, a method that is nobody's, an
/// expectation that nobody meets.
/// </summary>
internal static class RequestForm
{
    private static readonly Refusal Framing = new(StatusCodes.Status400BadRequest, "request_framing", "Bad request.", "");
    private static readonly Refusal Method = new(StatusCodes.Status405MethodNotAllowed, "request_method", "This method is not served here.", "");
    private static readonly Refusal Expectation = new(StatusCodes.Status417ExpectationFailed, "request_expectation", "This expectation cannot be met.", "");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Words about one connection, which a message of HTTP/2 cannot hold (RFC 9113, 8.2.2); the server itself refuses some others.
    private static readonly FrozenSet<string> OfConnection =
        new[] { "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the request is refused, with the headers of that answer set; null when it goes on.</summary>
    public static Refusal? Judge(HttpContext context)
    {
        var isHttp2 = HttpProtocol.IsHttp2(context.Request.Protocol);
        if ((isHttp2 ? FaultOfHttp2(context) : FaultOfFraming(context)) is { } fault)
        {
            if (!isHttp2) context.Response.Headers.Connection = "close";
            return Framing with { Detail = fault };
        }

        if (HasOddName(context.Request.Headers)) return Framing with { Detail = "a header whose name is none" };

        if (IsRefusedMethod(context))
        {
            context.Response.Headers.Allow = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS";
            return Method;
        }

        var expected = context.Request.Headers.Expect;
        return expected.Count == 0 || string.Equals(expected.ToString(), "100-continue", StringComparison.OrdinalIgnoreCase) ? null : Expectation;
    }

    public static bool IsWebSocketOverHttp2(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    // Kestrel reads chunks as soon as the last coding says so, whatever stands before it and in whatever version, and renames a length that
    // contradicts them; a second reader may decide otherwise.
    private static string? FaultOfFraming(HttpContext context)
    {
        if (context.Features.Get<Http1Messages>()?.Serve() is { } fault) return fault;

        var request = context.Request;
        var coding = request.Headers.TransferEncoding;
        if (coding.Count == 0) return null;
        if (request.Headers.ContainsKey("X-Content-Length")) return "both Transfer-Encoding and Content-Length";
        if (coding.Count > 1 || !string.Equals(coding, "chunked", StringComparison.OrdinalIgnoreCase)) return "another Transfer-Encoding than chunked";
        return HttpProtocol.IsHttp10(request.Protocol) ? "Transfer-Encoding in HTTP/1.0" : null;
    }

    // HTTP/2 can carry what HTTP/1 could not write.
    private static string? FaultOfHttp2(HttpContext context)
    {
        if (HasUnlikeHosts(context.Features)) return "another host than :authority";
        foreach (var (name, values) in context.Request.Headers)
        {
            if (OfConnection.Contains(name)) return "a header of HTTP/1 in HTTP/2";
            foreach (var value in values)
                if (value is [' ' or '\t', ..] or [.., ' ' or '\t']) return "a header with blanks around its value";
        }

        return null;
    }

    private static bool HasUnlikeHosts(IFeatureCollection features) =>
        features.Get<UnlikeHosts>() is { } unlike && features.Get<IHttp2StreamIdFeature>() is { } stream && unlike.Remove(stream.StreamId);

    // The server takes names with quotes, brackets and, in HTTP/2, blanks; each program behind it makes of them what it likes.
    private static bool HasOddName(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
            if (!name.StartsWith(':') && name.AsSpan().ContainsAnyExcept(NameCharacters)) return true;   // with a colon: the request itself, which the server has judged
        return false;
    }

    private static bool IsRefusedMethod(HttpContext context) =>
        HttpMethods.IsTrace(context.Request.Method) || (HttpMethods.IsConnect(context.Request.Method) && !IsWebSocketOverHttp2(context));
}
