using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Pages;

/// <summary>
/// Does a person look at the answer, or a script? By the tests of the module (reference 3.1), and OPTIONS, a WebSocket upgrade and an
/// event stream count as scripts too: a redirect to a login page would be lost on them.
/// </summary>
internal static class PageOrScript
{
    public static bool IsScript(HttpRequest request)
    {
        var headers = request.Headers;
        if (HttpMethods.IsOptions(request.Method) || HttpMethods.IsConnect(request.Method)) return true;
        if (string.Equals(headers.XRequestedWith, "XMLHttpRequest", StringComparison.OrdinalIgnoreCase)) return true;
        if (Differs(headers["Sec-Fetch-Mode"], "navigate") || Differs(headers["Sec-Fetch-Dest"], "document")) return true;
        if (headers.ContainsKey(HeaderNames.Upgrade)) return true;
        return !AcceptsPages(headers.Accept);
    }

    private static bool Differs(StringValues value, string expected) => value.Count > 0 && !string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);

    // Elements compare with letter case and without parameters, as the module does. No Accept at all is a script's.
    private static bool AcceptsPages(StringValues accept)
    {
        var page = false;
        foreach (var line in accept)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var element = line.AsSpan()[range].TrimStart(' ');
                var parameters = element.IndexOf(';');
                if (parameters >= 0) element = element[..parameters];
                if (element is "text/event-stream") return false;
                page |= element is "text/html" or "application/xhtml+xml" or "*/*";
            }
        }

        return page;
    }
}
