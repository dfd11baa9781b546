namespace Gateway.Demo.Nats;

/// <summary>One request at NATS, read once, so that endpoints judge values and never the connection.</summary>
internal sealed class NatsRequest
{
    private const string FormType = "application/x-www-form-urlencoded";

    public required string Method { get; init; }

    /// <summary>As sent, with its question mark.</summary>
    public required string RawQuery { get; init; }

    public required Parameters Query { get; init; }

    public required Parameters Form { get; init; }

    public required bool IsForm { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Value of the browser's NATS cookie.</summary>
    public string? Cookie { get; init; }

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public static async Task<NatsRequest> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        var isForm = string.Equals(type, FormType, StringComparison.OrdinalIgnoreCase);
        using var body = new StreamReader(http.Request.Body);
        var text = await body.ReadToEndAsync(cancellationToken);
        return new NatsRequest
        {
            Method = http.Request.Method,
            RawQuery = http.Request.QueryString.Value ?? "",
            Query = Parameters.Parse(http.Request.QueryString.Value ?? ""),
            Form = isForm ? Parameters.Parse(text) : Parameters.None,
            IsForm = isForm,
            Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Cookie = http.Request.Cookies[SignedInBrowsers.CookieName],
        };
    }
}
