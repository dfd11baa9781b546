using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Gateway.Operations;

/// <summary>
/// What a balancer and a person read of health: one word by status, and behind it each check with what it found. Nothing secret: names of
/// OPs as configured, reason codes, places in files. A change of readiness is a log line, for whoever wonders where the requests went.
/// </summary>
internal sealed partial class HealthAnswer(ILogger<HealthAnswer> logger)
{
    private string _last = "";

    public static Task WriteLiveAsync(HttpContext context, HealthReport report) => SendAsync(context, report, "live");

    public Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        var word = report.Status switch { HealthStatus.Healthy => "ready", HealthStatus.Degraded => "degraded", _ => "not_ready" };
        var before = Interlocked.Exchange(ref _last, word);
        if (word != before && (before.Length > 0 || word != "ready"))
            Log.Changed(logger, word == "ready" ? LogLevel.Information : LogLevel.Warning, word, string.Join(", ", report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => entry.Key)));
        return SendAsync(context, report, word);
    }

    private static Task SendAsync(HttpContext context, HealthReport report, string word)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("status", word);
            foreach (var (name, entry) in report.Entries) Write(json, name, entry);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.Length;
        return context.Response.Body.WriteAsync(buffer.ToArray(), context.RequestAborted).AsTask();
    }

    private static void Write(Utf8JsonWriter json, string name, HealthReportEntry entry)
    {
        json.WriteStartObject(name);
        json.WriteString("status", entry.Status switch { HealthStatus.Healthy => "good", HealthStatus.Degraded => "degraded", _ => "bad" });
        if (entry.Description is { } description) json.WriteString("detail", description);
        foreach (var (key, value) in entry.Data) json.WriteString(key, value.ToString());
        json.WriteEndObject();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Readiness is now {Word}; not good: {Checks}.")]
        public static partial void Changed(ILogger logger, LogLevel level, string word, string checks);
    }
}
