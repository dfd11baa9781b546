using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Claims;
using Gateway.Sites;
using Gateway.Telemetry;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gateway.Provider;

/// <summary>What the OP answered on the back channel, read whole within the limits.</summary>
internal sealed record ProviderAnswer(HttpStatusCode Status, string? MediaType, ReadOnlyMemory<byte> Body, AuthenticationHeaderValue? Challenge)
{
    /// <summary>How long the OP asks to be left alone, in seconds or by a date beside its own; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and <= 299;

    /// <summary>The <c>error</c> of an OAuth answer: parsed, never a search in text.</summary>
    public string? Error =>
        ClaimSet.TryParse(Body, out var json, out _) && json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
            ? error.GetString()
            : null;

    /// <summary>Where the OP would send a browser on to, as it wrote it.</summary>
    public string? Location { get; init; }

    /// <summary>The OP's clock.</summary>
    public DateTimeOffset? Date { get; init; }
}

/// <summary>
/// The back channel: one call, bounded in time and size, without redirects, cookies or a proxy that nobody configured. Whatever keeps an answer away comes out
/// as one exception, so that callers tell an outage from a refusal by type.
/// </summary>
internal sealed class ProviderHttp(IHttpClientFactory clients)
{
    private HttpClient Client(ProviderSettings settings) =>
        clients.CreateClient(settings.Transport is not null ? ProviderPipeline.InItsOwnWay : settings.ValidateCertificate ? ProviderPipeline.Checked : ProviderPipeline.Unchecked);

    public async Task<ProviderAnswer> SendAsync(
        ProviderSettings settings, HttpRequestMessage request, TimeSpan limit, int mostBytes, CancellationToken cancellation)
    {
        MeasuredCalls.Mark(request, settings);
        request.Options.Set(ProviderPipeline.Limit, limit);
        request.Options.Set(ProviderPipeline.MostBytes, mostBytes);
        request.Options.Set(ProviderPipeline.Route, ProviderBreakers.RouteOf(settings, request));
        if (Trace.Parent is { } trace) request.Headers.TryAddWithoutValidation(Trace.Header, trace);
        if (settings.Transport is { } way) request.Options.Set(OwnTransports.Way, way);
        try
        {
            using var response = await Client(settings).SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return new ProviderAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, response.Headers.WwwAuthenticate.FirstOrDefault())
            {
                Location = response.Headers.Location?.OriginalString,
                Date = response.Headers.Date,
                RetryAfter = response.Headers.RetryAfter is { } retry ? retry.Delta ?? (retry.Date - response.Headers.Date) : null,
            };
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && Outage(failure) is not null)
        {
            throw Outage(failure)!;
        }
    }

    /// <summary>The outage behind a failed call, or null when it is none (a bug of ours).</summary>
    public static ProviderUnavailableException? Outage(Exception failure) => failure switch
    {
        ProviderUnavailableException known => known,
        BrokenCircuitException => new("op_breaker_open", "The OP failed repeatedly and is left alone for a few seconds.", failure) { WasLeftAlone = true },
        TimeoutRejectedException or TaskCanceledException or TimeoutException => new("op_timeout", "The OP did not answer in time.", failure),
        HttpRequestException { InnerException: CertificateRefusedException refused } => new("op_certificate", refused.Message, failure),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new("op_tls", "No TLS connection to the OP came about.", failure),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            new("op_unreachable", "The proxy of Provider.Proxy lets nothing through to the OP.", failure),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new("op_dns", "The OP's host name could not be resolved.", failure),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new("op_answer_too_large", "The OP's answer is too large.", failure),
        HttpRequestException or IOException => new("op_unreachable", "The OP could not be reached or broke off.", failure),
        _ => null,
    };
}
