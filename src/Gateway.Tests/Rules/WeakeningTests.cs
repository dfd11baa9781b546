using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class WeakeningTests
{
    [Theory]
    [InlineData("all granted", "valid-user", true)]
    [InlineData("all granted", "all granted", false)]
    [InlineData("valid-user", "all granted", false)]
    [InlineData("valid-user", "valid-user", false)]
    [InlineData("valid-user", "claim trial:0", true)]
    [InlineData("claim trial:0", "valid-user", false)]
    [InlineData("claim trial:0", "claim trial:0", false)]
    [InlineData("claim trial:1", "claim trial:0", true)]
    [InlineData("claim trial:0 trial:1", "claim trial:0", true)]
    [InlineData("claim trial:0", "claim trial:0 trial:1", false)]
    [InlineData("user alice", "user alice bob", false)]
    [InlineData("user alice bob", "user alice", true)]
    [InlineData("user alice", "claim trial:0", true)]
    [InlineData("user x:0", "claim \"user x:0\"", true)]      // another word, however it is written
    [InlineData("claim x:0", "user \"claim x:0\"", true)]
    [InlineData("all denied", "claim trial:0", false)]
    [InlineData("claim trial:0", "all denied", true)]
    internal void A_rule_that_lets_in_somebody_whom_the_other_refused_is_weaker(string now, string was, bool expected) =>
        Assert.Equal(expected, One(now).LetsInMoreThan(One(was)));

    [Fact]
    public void Combinations_are_judged_by_what_they_mean()
    {
        var (trial, gold, valid) = (One("claim trial:0"), One("claim level~^gold"), One("valid-user"));
        var both = Requirement.All([trial, gold]);

        Assert.True(trial.LetsInMoreThan(both));
        Assert.False(both.LetsInMoreThan(trial));
        Assert.False(Requirement.All([gold, trial]).LetsInMoreThan(both));
        Assert.True(Requirement.Any([trial, gold]).LetsInMoreThan(trial));
        Assert.False(Requirement.All([valid, trial]).LetsInMoreThan(trial));
        Assert.False(Requirement.All([valid, Requirement.None([gold])]).LetsInMoreThan(valid));
        Assert.True(valid.LetsInMoreThan(Requirement.All([valid, Requirement.None([gold])])));
        Assert.True(Requirement.All([valid, One("not claim level:x")]).LetsInMoreThan(Requirement.All([valid, Requirement.None([One("claim level:x"), gold])])));
    }

    [Fact]
    public void Of_more_words_than_can_be_tried_any_change_counts()
    {
        var many = Words(13);

        Assert.False(many.LetsInMoreThan(many));
        Assert.True(One("claim a:0").LetsInMoreThan(many));
    }

    [Fact]
    public void Twelve_words_are_tried()
    {
        Assert.False(Words(11).LetsInMoreThan(Words(12)));
        Assert.True(Words(12).LetsInMoreThan(Words(11)));
    }

    private static Requirement Words(int count) => One("claim " + string.Join(' ', Enumerable.Range(0, count).Select(at => $"a:{at}")));

    private static Requirement One(string text)
    {
        Assert.True(Requirement.TryParse(text, out var requirement, out var fault), fault);
        return requirement!;
    }
}
