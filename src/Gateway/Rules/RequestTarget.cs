namespace Gateway.Rules;

/// <summary>
/// Splits the target of a request line into path and query. An absolute target is taken only when it names the host of
/// the request; everything that is neither is refused.
/// </summary>
internal static class RequestTarget
{
    public static bool TrySplit(string rawTarget, string requestHost, out string path, out string? query)
    {
        path = "";
        query = null;
        if (!TryCutAuthority(rawTarget, requestHost, out var target))
            return false;

        var mark = target.IndexOf('?', StringComparison.Ordinal);
        (path, query) = mark < 0 ? (target, null) : (target[..mark], target[(mark + 1)..]);
        return true;
    }

    /// <summary>
    /// What is wrong with a query, or null. It takes no part in rules and passes byte for byte, but a control byte in it ends the line for some
    /// readers behind us.
    /// </summary>
    public static string? QueryFault(string? query) => query is not null && query.Any(char.IsControl) ? "control byte in the query" : null;

    private static bool TryCutAuthority(string rawTarget, string requestHost, out string target)
    {
        target = rawTarget;
        if (rawTarget.StartsWith('/'))
            return true;

        var start = SchemeLength(rawTarget);
        if (start == 0)
            return false;

        var end = rawTarget.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rawTarget[start..] : rawTarget.Substring(start, end);
        if (authority.Length == 0 || !authority.Equals(requestHost, StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = rawTarget[(start + authority.Length)..];
        target = rest.StartsWith('/') ? rest : "/" + rest;
        return true;
    }

    private static int SchemeLength(string target) =>
        target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length
        : target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length
        : 0;
}
