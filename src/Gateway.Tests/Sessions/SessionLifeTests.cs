using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionLifeTests
{
    [Theory]
    [InlineData(1_800, 28_800, 1_860)]
    [InlineData(600, 28_800, 660)]
    [InlineData(300, 28_800, 330)]
    [InlineData(10, 28_800, 11)]
    [InlineData(1_800, 1_860, 1_860)]
    [InlineData(1_800, 1_830, 1_830)]
    [InlineData(1_800, 100, 100)]
    public void A_session_lives_its_inactivity_and_one_step_but_never_beyond_its_end(int inactivity, int untilEnd, int expected)
    {
        var lifetime = SessionLife.Of(Seconds(inactivity), Seconds(untilEnd));

        Assert.Equal(Seconds(expected), lifetime);
    }

    [Theory]
    [InlineData(1_860, 28_800, null)]
    [InlineData(1_801, 28_800, null)]
    [InlineData(1_800, 28_800, null)]
    [InlineData(1_799, 28_800, 1_860)]
    [InlineData(1, 28_800, 1_860)]
    [InlineData(1_799, 1_820, 1_820)]
    [InlineData(1_000, 1_000, null)]
    [InlineData(1_001, 1_000, null)]
    public void A_touch_is_due_when_a_step_has_passed_and_there_is_life_to_win(int remaining, int untilEnd, int? expected)
    {
        var lifetime = SessionLife.Due(Seconds(1_800), Seconds(untilEnd), Seconds(remaining));

        Assert.Equal(expected, (int?)lifetime?.TotalSeconds);
    }

    [Fact]
    public void Milliseconds_lost_by_rounding_make_no_touch_due()
    {
        Assert.Null(SessionLife.Due(Seconds(1_800), Seconds(1_000), Seconds(1_000) - TimeSpan.FromMilliseconds(10)));
        Assert.NotNull(SessionLife.Due(Seconds(1_800), Seconds(1_000), Seconds(1_000) - TimeSpan.FromMilliseconds(11)));
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
