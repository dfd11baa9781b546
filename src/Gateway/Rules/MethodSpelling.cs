namespace Gateway.Rules;

/// <summary>
/// Is a method one that we can pass on as it was judged? Method names count by letter case, but the framework's client writes <c>get</c> as
/// <c>GET</c>; a rule for GET would then not have been asked.
/// </summary>
internal static class MethodSpelling
{
    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY"];

    public static bool WouldChange(string method)
    {
        foreach (var known in Known)
            if (method.Equals(known, StringComparison.OrdinalIgnoreCase)) return !method.Equals(known, StringComparison.Ordinal);
        return false;
    }
}
