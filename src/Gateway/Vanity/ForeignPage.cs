using Gateway.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Vanity;

/// <summary>Who asks: a page of another site, or a browser that fetches ahead of its user? Neither may log a member out or refresh.</summary>
internal static class ForeignPage
{
    public static bool Asks(HttpRequest request, IReadOnlyList<Origin> own)
    {
        var from = request.Headers["Sec-Fetch-Site"];
        if (Is(from, "cross-site")) return true;
        if (!HttpMethods.IsPost(request.Method) || Is(from, "same-origin") || request.Headers.Origin.Count == 0) return false;
        return !Origin.TryParse(request.Headers.Origin.ToString(), out var origin, out _) || !own.Contains(origin!);
    }

    public static bool IsPrefetch(HttpRequest request) =>
        Holds(request.Headers["Sec-Purpose"], "prefetch") || Holds(request.Headers["Purpose"], "prefetch") || Holds(request.Headers["X-Moz"], "prefetch");

    private static bool Is(StringValues value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(StringValues value, string part) => value.ToString().Contains(part, StringComparison.OrdinalIgnoreCase);
}
