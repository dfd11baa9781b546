using Xunit;

namespace Gateway.Tests.Conformance;

/// <summary>The modules prove themselves: who checks nothing fails each that asks for a refusal, and who does nothing fails them all.</summary>
public sealed class DoubtfulPartyTests
{
    // What a module says of somebody who took what he had to refuse. One that breaks before its lie says something else.
    private static readonly string[] Acceptances =
    [
        "the login ended on the page", "the page was shown after an error", "an authorization request went to the OP of a document that names another issuer",
        "a claim of another source was trusted", "the source of the claims was asked", "userinfo was asked with the token of a bad refresh",
        "the logout token was answered with 200", "the session was ended",
    ];

    [Fact]
    public async Task B83_A_careless_relying_party_takes_what_each_switch_makes_and_fails()
    {
        var verdicts = await CarelessParty.PlayAsync();

        var taken = verdicts.Where(one => one.Key.MustRefuse).ToList();
        Assert.All(taken, one => Assert.True(one.Value.Outcome == Outcome.Failed && Acceptances.Contains(one.Value.Why), $"{one.Key}: {one.Value}"));
        Assert.Empty(Acceptances.Except(taken.Select(one => one.Value.Why)));
        Assert.All(verdicts.Where(one => !one.Key.MustRefuse), one => Assert.True(one.Value.Outcome != Outcome.Failed, $"{one.Key}: {one.Value}"));
    }

    [Fact]
    public async Task B83_A_silent_relying_party_passes_nothing()
    {
        var verdicts = await SilentParty.PlayAsync();

        Assert.All(verdicts, one => Assert.True(one.Value.Outcome == Outcome.Failed, $"{one.Key}: {one.Value}"));
    }
}
