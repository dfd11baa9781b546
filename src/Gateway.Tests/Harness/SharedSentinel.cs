using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>One redis-sentinel with its master and replica for the tests of a class, none of which fails it over.</summary>
public sealed class SharedSentinel : IAsyncLifetime
{
    /// <summary>Its own password, which Redis does not know.</summary>
    internal const string Word = "a-word-of-its-own";

    internal RedisSentinel Sentinel { get; private set; } = null!;   // set before the first test

    public async ValueTask InitializeAsync() => Sentinel = await RedisSentinel.StartAsync(Word);

    public ValueTask DisposeAsync() => Sentinel.DisposeAsync();
}
