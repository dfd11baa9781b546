using Gateway.Tests.Demo;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>Every lie of the catalogue is one that a careless relying party falls for.</summary>
public sealed class BeliefTests
{
    public static TheoryData<string> All => [.. Lies.All.Select(lie => lie.ToString())];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_relying_party_that_checks_nothing_believes_it(string name)
    {
        var lie = Lies.Named(name);
        await using var stage = await NatsStage.StartAsync();
        using var believer = new Believer(stage.Nats);
        var honest = await believer.LogInAsync();

        lie.Tell(stage.Nats);
        var deceived = await believer.LogInAsync();

        Assert.False(lie.IsBelieved(honest), "NATS itself says so: no lie");
        Assert.True(lie.IsBelieved(deceived), "nobody falls for it");
    }
}
