using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

/// <summary>Numbers at the edges of Apache's writing: six decimals, and room for 79 digits.</summary>
public sealed class RealTextTests
{
    [Theory]
    [InlineData(0.0, "0.000000")]
    [InlineData(1.0, "1.000000")]
    [InlineData(-1.25, "-1.250000")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000004, "0.000000")]
    [InlineData(0.00000051, "0.000001")]
    [InlineData(0.00001234567, "0.000012")]
    [InlineData(0.0999999, "0.100000")]
    [InlineData(0.99999951, "1.000000")]
    [InlineData(99.9999996, "100.000000")]
    [InlineData(12.3456784, "12.345678")]
    [InlineData(12.3456786, "12.345679")]
    [InlineData(10.0, "10.000000")]
    [InlineData(123456789.123456789, "123456789.123457")]
    public void A_real_has_six_decimals_rounded_up_from_a_five(double value, string expected) => Assert.Equal(expected, RealText.Of(value));

    // As the module wrote them: 79 digits are all that there is room for, and without one behind it the point is left out.
    [Theory]
    [InlineData(1.25e73, 80, true)]
    [InlineData(1.5e78, 80, true)]
    [InlineData(1.5e79, 79, false)]
    [InlineData(1.5e80, 79, false)]
    public void A_number_beyond_the_room_is_cut(double value, int length, bool hasPoint)
    {
        var text = RealText.Of(value);

        Assert.Equal((length, hasPoint), (text.Length, text.Contains('.', StringComparison.Ordinal)));
    }
}
