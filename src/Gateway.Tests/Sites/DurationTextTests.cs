using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("8h", 28800)]
    [InlineData("45", 45)]
    [InlineData("0", 0)]
    public void Seconds_minutes_and_hours_are_read(string text, int seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));

        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5x")]
    [InlineData("5 m")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("1.5h")]
    [InlineData("1h30m")]
    [InlineData("1e3")]
    [InlineData("00:05:00")]
    [InlineData("5M")]
    [InlineData("9999999999h")]
    [InlineData("٣s")]
    public void Everything_else_is_no_duration(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(10, "10s")]
    [InlineData(90, "90s")]
    [InlineData(120, "2m")]
    [InlineData(7200, "2h")]
    public void Text_uses_the_largest_whole_unit(int seconds, string text) => Assert.Equal(text, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}
