using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Pages;

/// <summary>
/// How Gateway says no: the site's error template or our own page for a person, small JSON for a script, always with the true status and
/// a reference number, and one log line that carries the same number.
/// </summary>
internal sealed partial class ErrorPage(GatewayMetrics metrics, ILogger<ErrorPage> logger)
{
    public Task WriteAsync(HttpContext context, Refusal refusal)
    {
        Record(context, refusal);

        var response = context.Response;
        if (response.HasStarted) return Task.CompletedTask;

        OwnAnswer.Mark(response);
        response.StatusCode = refusal.Status;
        if (refusal.RetryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return PageOrScript.IsScript(context.Request) ? WriteJsonAsync(context, refusal) : WritePageAsync(context, refusal);
    }

    /// <summary>A refusal before there is a site whose page could say it: one plain sentence and the reference.</summary>
    public Task WriteTextAsync(HttpContext context, Refusal refusal)
    {
        Record(context, refusal);
        return OwnAnswer.TextAsync(context.Response, refusal.Status, $"{refusal.Message} (Reference: {Reference.Of(context)})\n");
    }

    /// <summary>The log line and the count of a refusal whose answer is written elsewhere.</summary>
    public void Record(HttpContext context, Refusal refusal)
    {
        var site = SiteRequest.Find(context)?.Site.Name;
        metrics.Refused(site, refusal.Reason);
        if (site is not null && refusal.Rule is { } rule) metrics.Denied(site, rule, refusal.Reason);
        var level = refusal.IsAlarm ? LogLevel.Warning : LogLevel.Information;
        if (!logger.IsEnabled(level)) return;

        Log.Refused(logger, level, refusal.Reason, refusal.Status, site ?? "-", Redacted.Text(refusal.Rule, 200), Reference.Of(context),
            Redacted.Text(refusal.Member), Redacted.Text(refusal.Detail, 300));
    }

    public static Task WriteJsonAsync(HttpContext context, Refusal refusal)
    {
        context.Response.ContentType = "application/json";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("error", refusal.ScriptError ?? refusal.Reason);
            if (refusal.Login is { } login) json.WriteString("login", login);
            json.WriteString("reference", Reference.Of(context));
            json.WriteEndObject();
        }

        return SendAsync(context, buffer.ToArray());
    }

    private static Task WritePageAsync(HttpContext context, Refusal refusal)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        var reference = Reference.Of(context);
        var template = SiteRequest.Find(context)?.Site.Pages.ErrorTemplate;
        if (refusal.RetryAfter is { } wait) context.Response.Headers["Refresh"] = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (template is null) return SendAsync(context, Encoding.UTF8.GetBytes(BuiltInPage.Render(refusal, reference)));

        // The operator's page may bring styles, pictures and scripts of its own, as it did under Apache.
        context.Response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        return SendAsync(context, Encoding.UTF8.GetBytes(Fill(template, refusal, reference)));
    }

    // `%s` twice, each filled once: never a format string.
    private static string Fill(string template, Refusal refusal, string reference)
    {
        var first = template.IndexOf("%s", StringComparison.Ordinal);
        var second = template.IndexOf("%s", first + 2, StringComparison.Ordinal);
        return string.Concat(
            template.AsSpan(0, first), HtmlEncoder.Default.Encode(refusal.Message),
            template.AsSpan(first + 2, second - first - 2),
            string.Concat(HtmlEncoder.Default.Encode($"{refusal.Description} (Reference: {reference})"), template.AsSpan(second + 2)));
    }

    private static Task SendAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        return OwnAnswer.IsHead(context.Request) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Refused ({Reason}, {Status}) site={Site} rule=\"{Rule}\" reference={Reference} member=\"{Member}\" detail=\"{Detail}\"")]
        public static partial void Refused(
            ILogger logger, LogLevel level, string reason, int status, string site, string rule, string reference, string member, string detail);
    }
}
