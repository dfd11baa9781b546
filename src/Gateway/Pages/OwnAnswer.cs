using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.Pages;

/// <summary>The headers of every answer that Gateway makes itself: never stored, never framed, never sniffed, no address passed on.</summary>
internal static class OwnAnswer
{
    public static void Mark(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>
    /// A page whose form posts back to us: with its origin, by which we know the form for our own, and with leave for what follows. Browsers
    /// hold `form-action` against the redirect to the OP too.
    /// </summary>
    public static void MarkForm(HttpResponse response)
    {
        Mark(response);
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
        response.Headers["Referrer-Policy"] = "same-origin";
    }

    /// <summary>A page whose form goes elsewhere by itself: by this script and no other.</summary>
    public static void MarkSending(HttpResponse response, string script)
    {
        Mark(response);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'";
    }

    /// <summary>An answer that pages on these addresses' origins may hold in a frame, and no other page.</summary>
    public static void MayBeFramedBy(HttpResponse response, IReadOnlyList<Uri> addresses)
    {
        var origins = addresses.Select(address => address.GetLeftPart(UriPartial.Authority)).Distinct(StringComparer.Ordinal);
        response.Headers.Remove("X-Frame-Options");   // knows no other origin than our own
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors {string.Join(' ', origins)}";
    }

    /// <summary>A redirect of ours: always by GET, whatever was asked.</summary>
    public static void Redirect(HttpResponse response, string location)
    {
        Mark(response);
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.Location = location;
    }

    /// <summary>Whether the server sends no body. Method names count by letter case: of <c>head</c> it knows nothing.</summary>
    public static bool IsHead(HttpRequest request) => string.Equals(request.Method, HttpMethods.Head, StringComparison.Ordinal);

    public static Task TextAsync(HttpResponse response, int status, string text)
    {
        Mark(response);
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(text, response.HttpContext.RequestAborted);
    }
}
