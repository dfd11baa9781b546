using Xunit;

namespace Gateway.Tests.Conformance;

/// <summary>Every module, played at Gateway and at Apache, once for all tests.</summary>
public sealed class ConformanceStage : IAsyncLifetime
{
    internal IReadOnlyDictionary<Module, Verdict> Gateway { get; private set; } = null!;   // set before the first test

    internal IReadOnlyDictionary<Module, Verdict> Apache { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var (gateway, apache) = (GatewayParty.PlayAsync(), ApacheParty.PlayAsync());
        (Gateway, Apache) = (await gateway, await apache);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
