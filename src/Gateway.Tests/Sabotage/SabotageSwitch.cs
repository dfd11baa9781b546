using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Sabotage;

/// <summary>
/// One safety feature: the promise or section that it keeps, how its wiring is taken out, and the journey that must then fail.
/// </summary>
internal sealed record SabotageSwitch(string Feature, Action<IServiceCollection> TakeOut, Type Journey, string Method, params object?[] Arguments)
{
    public override string ToString() => Feature;
}
