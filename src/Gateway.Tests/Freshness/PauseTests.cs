using Gateway.Freshness;
using Xunit;

namespace Gateway.Tests.Freshness;

public sealed class PauseTests
{
    [Theory]
    [InlineData(null, 10)]
    [InlineData(-5, 10)]
    [InlineData(9, 10)]
    [InlineData(60, 60)]
    [InlineData(300, 300)]
    [InlineData(301, 300)]
    public void Op_is_left_alone_as_long_as_it_asks_within_limits_and_sessions_return_spread_over_five_seconds(int? asked, int seconds)
    {
        var pauses = Enumerable.Range(0, 200).Select(_ => Pause.AfterFailure(asked is { } number ? TimeSpan.FromSeconds(number) : null) - TimeSpan.FromSeconds(seconds)).ToList();

        Assert.All(pauses, beyond => Assert.InRange(beyond, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        Assert.True(pauses.Max() - pauses.Min() > TimeSpan.FromSeconds(2));   // 200 numbers within two fifths of the range: never
    }
}
