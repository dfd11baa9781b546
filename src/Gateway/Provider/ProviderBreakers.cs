using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Sites;

namespace Gateway.Provider;

/// <summary>
/// Which OPs are being left alone after repeated failures, so that a login is not begun that could not end. Each way to an OP counts by
/// itself: a proxy or an authority that one site has set up badly says nothing of the others.
/// </summary>
internal sealed class ProviderBreakers(TimeProvider clock)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new();

    /// <summary>The OP at this address, by the way that a site takes there.</summary>
    public static string RouteOf(ProviderSettings settings, Uri address) =>
        string.Create(CultureInfo.InvariantCulture, $"{settings.Transport?.GetHashCode() ?? (settings.ValidateCertificate ? 1 : 0)} {address.Authority}");

    /// <summary>
    /// The way that this call takes. Revocations count by themselves: nobody waits for one, and an OP that fails them signs members in all the same.
    /// </summary>
    public static string RouteOf(ProviderSettings settings, HttpRequestMessage call) =>
        RouteOf(settings, call.RequestUri!) + (MeasuredCalls.IsRevocation(call) ? " " + MeasuredCalls.Revocation : "");

    public void Opened(string route) => _until[route] = clock.GetUtcNow() + Pause;

    public bool IsOpen(ProviderSettings settings, Uri address) => _until.TryGetValue(RouteOf(settings, address), out var until) && clock.GetUtcNow() < until;
}
