using System.Collections.Concurrent;

namespace Gateway.Provider;

/// <summary>Which OPs are being left alone after repeated failures, so that a login is not begun that could not end.</summary>
internal sealed class ProviderBreakers(TimeProvider clock)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new();

    public void Opened(Uri address) => _until[address.Authority] = clock.GetUtcNow() + Pause;

    public bool IsOpen(Uri address) => _until.TryGetValue(address.Authority, out var until) && clock.GetUtcNow() < until;
}
