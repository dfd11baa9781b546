using System.Text.Json;
using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class ClaimFilterTests
{
    [Theory]
    [InlineData(null, "", true)]
    [InlineData(null, "level", true)]
    [InlineData(null, "trial", false)]
    [InlineData("trial", "", true)]
    [InlineData("level", "", false)]
    [InlineData("trial", "trial", false)]    // dropped counts
    public void A_name_is_taken_where_both_lists_let_it_through(string? only, string dropped, bool expected) =>
        Assert.Equal(expected, new ClaimFilter(only is null ? null : new HashSet<string> { only }, new HashSet<string>(dropped.Length == 0 ? [] : [dropped])).Takes("trial"));

    [Fact]
    public void What_is_taken_stays_as_it_was_written()
    {
        var claims = Json.Of("""{"a":"é<&>'","b":1,"c":1.50e3}""");

        Assert.Equal("""{"a":"é<&>'","c":1.50e3}""", new ClaimFilter(null, new HashSet<string> { "b" }).Of(claims).GetRawText());
    }

    [Fact]
    public void Without_lists_nothing_is_copied()
    {
        var claims = Json.Of("""{ "a" : 1 }""");

        Assert.Equal(claims.GetRawText(), ClaimFilter.None.Of(claims).GetRawText());
        Assert.Null(ClaimFilter.None.Only);
        Assert.Equal(JsonValueKind.Object, ClaimFilter.None.Of(claims).ValueKind);
    }
}
