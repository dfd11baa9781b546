using Gateway.Sessions;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>No cookie of ours goes to an upstream or is taken from one, whatever it is prefixed with.</summary>
public sealed class OwnCookiesTests
{
    private static IReadOnlyList<string> Ours => OwnCookies.Names("SID");

    [Theory]
    [InlineData("SID")]
    [InlineData("__Host-SID")]
    [InlineData("__Secure-SID")]
    [InlineData("gateway-login")]
    [InlineData("__Host-gateway-login")]
    [InlineData("gateway-logged-out")]
    public void Each_of_our_names_is_kept_from_the_upstream_and_not_taken_from_it(string name)
    {
        Assert.Equal("a=1", OwnCookies.Without($"a=1; {name}=x", Ours, []));
        Assert.True(OwnCookies.IsSetBy($"{name}=x; Path=/", Ours));
    }

    [Theory]
    [InlineData("PHPSESSID=x; Path=/", false)]
    [InlineData("gateway=x", false)]
    [InlineData("a=SID; Path=/", false)]
    [InlineData("SID", true)]
    [InlineData("SID; Path=/", true)]
    [InlineData(" \tSID =x", true)]
    [InlineData("=SID=x", true)]        // the browser makes the cookie SID of it
    [InlineData("==\t SID=x", true)]
    [InlineData("s%49d=x", true)]
    [InlineData("a;SID=x", false)]
    [InlineData("", false)]
    public void Line_of_an_upstream_sets_ours_where_a_browser_or_php_would_read_it_so(string line, bool isOurs)
    {
        Assert.Equal(isOurs, OwnCookies.IsSetBy(line, Ours));
    }

    [Fact]
    public void Owner_may_name_more_that_no_upstream_gets()
    {
        Assert.Equal("b=2", OwnCookies.Without("a=1; b=2; SID=x", Ours, ["a"]));
        Assert.Null(OwnCookies.Without(StringValues.Empty, Ours, ["a"]));
    }

    [Theory]
    [InlineData("a=1; b=2; c=3", "a=1; c=3")]
    [InlineData("c=3; a=1; a=4", "a=1; a=4; c=3")]
    [InlineData("c=\u00e9; a=1", "a=1")]       // no header of a call could carry it
    [InlineData("b=2", null)]
    public void Cookies_for_the_op_are_those_that_the_owner_names(string line, string? expected)
    {
        Assert.Equal(expected, CookieHeader.Only(line, ["a", "c"]));
    }

    [Theory]
    [InlineData(true, null, "/", "__Host-SID")]
    [InlineData(true, "example.org", "/", "__Secure-SID")]
    [InlineData(true, null, "/members", "__Secure-SID")]
    [InlineData(false, "example.org", "/members", "SID")]
    [InlineData(false, null, "/", "SID")]
    public void Name_has_the_strictest_prefix_that_the_reach_of_the_cookie_allows(bool https, string? domain, string path, string name)
    {
        Assert.Equal(name, CookieName.On(https, "SID", new CookieReach(domain, path, null)));
    }
}
