using Xunit;

namespace Gateway.Tests.Conformance;

/// <summary>The modules prove themselves: who checks nothing fails each that asks for a refusal, and who does nothing fails them all.</summary>
public sealed class DoubtfulPartyTests
{
    [Fact]
    public async Task B83_A_careless_relying_party_takes_what_each_switch_makes_and_fails()
    {
        var verdicts = await CarelessParty.PlayAsync();

        Assert.All(verdicts.Where(one => one.Key.MustRefuse), one => Assert.True(one.Value.Outcome == Outcome.Failed, $"{one.Key}: {one.Value}"));
        Assert.All(verdicts.Where(one => !one.Key.MustRefuse), one => Assert.True(one.Value.Outcome != Outcome.Failed, $"{one.Key}: {one.Value}"));
    }

    [Fact]
    public async Task B83_A_silent_relying_party_passes_nothing()
    {
        var verdicts = await SilentParty.PlayAsync();

        Assert.All(verdicts, one => Assert.True(one.Value.Outcome == Outcome.Failed, $"{one.Key}: {one.Value}"));
    }
}
