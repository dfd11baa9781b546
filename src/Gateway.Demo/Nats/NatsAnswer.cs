using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>What an endpoint decided to say, before a switch may change it or lose it.</summary>
internal sealed record NatsAnswer(int Status, string ContentType, string Body)
{
    /// <summary>No answer at all: the connection is cut.</summary>
    public static NatsAnswer Dropped { get; } = new(0, "", "");

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What is waited for after each byte; null: the answer goes out whole.</summary>
    public Func<CancellationToken, Task>? PauseBetweenBytes { get; init; }

    /// <summary>Sends the body in its own way, as no honest server would; null: as it stands.</summary>
    public Func<HttpContext, NatsAnswer, CancellationToken, Task>? Wire { get; init; }

    public static NatsAnswer Json(JsonObject json, int status = 200) => new(status, "application/json", json.ToJsonString());

    /// <summary>An error in the form of RFC 6749 5.2.</summary>
    public static NatsAnswer Error(string error, string description, int status = 400) =>
        Json(new JsonObject { ["error"] = error, ["error_description"] = description }, status);

    public static NatsAnswer Page(Markup page, int status = 200) => new(status, "text/html; charset=utf-8", page.Html);

    public static NatsAnswer Redirect(string location, int status = 302) =>
        new NatsAnswer(status, "text/plain", "").With("Location", location);

    public NatsAnswer With(string name, string value) => this with { Headers = [.. Headers, KeyValuePair.Create(name, value)] };

    public async Task WriteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (this == Dropped)
        {
            http.Abort();
            return;
        }

        var response = http.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (ContentType.StartsWith("text/html", StringComparison.Ordinal)) response.Headers.ContentSecurityPolicy = Look.Policy;
        foreach (var (name, value) in Headers) response.Headers.Append(name, value);
        if (Status is 204 or 304) return;
        if (ContentType.Length > 0) response.ContentType = ContentType;
        if (Wire is not null) await Wire(http, this, cancellationToken);
        else if (PauseBetweenBytes is null) await response.WriteAsync(Body, cancellationToken);
        else await DripAsync(response, PauseBetweenBytes, cancellationToken);
    }

    private async Task DripAsync(HttpResponse response, Func<CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        foreach (var one in Encoding.UTF8.GetBytes(Body))
        {
            await response.Body.WriteAsync(new[] { one }, cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            await pause(cancellationToken);
        }
    }
}
