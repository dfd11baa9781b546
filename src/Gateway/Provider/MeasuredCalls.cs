using Gateway.Sites;
using Gateway.Telemetry;

namespace Gateway.Provider;

/// <summary>
/// Times each call to an OP, second tries and the breaker included, by what was asked and what came of it. An OP goes by the host that is
/// configured, never by one that it names.
/// </summary>
internal sealed class MeasuredCalls(GatewayMetrics metrics, TimeProvider clock) : DelegatingHandler
{
    /// <summary>The end of a token, for which nobody waits.</summary>
    public const string Revocation = "revocation";

    private static readonly HttpRequestOptionsKey<string> Op = new("gateway-op");
    private static readonly HttpRequestOptionsKey<string> Endpoint = new("gateway-endpoint");

    /// <summary>Says whose call it is.</summary>
    public static void Mark(HttpRequestMessage request, ProviderSettings settings) => request.Options.Set(Op, NameOf(settings));

    /// <summary>Says what is asked: <c>metadata</c>, <c>keys</c>, <c>code</c>, <c>refresh</c>, <c>userinfo</c> or <see cref="Revocation"/>.</summary>
    public static void Mark(HttpRequestMessage request, string endpoint) => request.Options.Set(Endpoint, endpoint);

    public static bool IsRevocation(HttpRequestMessage request) => Read(request, Endpoint) == Revocation;

    public static string NameOf(ProviderSettings settings) => settings.Address.Authority;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var outcome = "failed";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = (int)response.StatusCode switch { < 300 => "answered", < 500 => "refused", _ => "op_status" };
            return response;
        }
        catch (Exception failure)
        {
            outcome = cancellationToken.IsCancellationRequested ? "cancelled" : ProviderHttp.Outage(failure)?.Reason ?? outcome;
            throw;
        }
        finally
        {
            metrics.ProviderCalled(Read(request, Op), Read(request, Endpoint), outcome, clock.GetElapsedTime(started));
        }
    }

    private static string Read(HttpRequestMessage request, HttpRequestOptionsKey<string> key) => request.Options.TryGetValue(key, out var value) ? value : "other";
}
