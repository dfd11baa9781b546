using Gateway.Sessions;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class CookieHeaderTests
{
    private static readonly string[] Ours = ["__Host-SID", "__Host-gateway-login"];

    [Theory]
    [InlineData("SID=a", "a")]
    [InlineData("SID=a; SID=b;SID=c", "a b c")]
    [InlineData("x=1; SID=a; y=2", "a")]
    [InlineData("SID=", "")]
    [InlineData("SID=a=b", "a=b")]
    [InlineData("SID=%41", "%41")]
    [InlineData("SID=\"a\"", "\"a\"")]
    [InlineData("xSID=a; SIDx=b; sid=c; SID.=d", null)]
    [InlineData("SID =a", null)]
    [InlineData("SID", null)]
    [InlineData("=SID", null)]
    [InlineData("", null)]
    [InlineData(";;;", null)]
    [InlineData("x=1;  SID=a", null)]
    [InlineData(" SID=a", null)]
    public void Values_are_those_of_exactly_the_name_as_they_were_sent(string line, string? expected)
    {
        var values = CookieHeader.Values(line, "SID").ToArray();

        Assert.Equal(expected?.Split(' ') ?? [], values);
    }

    [Fact]
    public void C09_Values_come_from_every_line_in_order()
    {
        var lines = new StringValues(["x=1; SID=a", null, "SID=b"]);

        Assert.Equal(["a", "b"], CookieHeader.Values(lines, "SID"));
    }

    [Theory]
    [InlineData("a=1; b=2", "a=1; b=2")]
    [InlineData("__Host-SID=x", null)]
    [InlineData("__Host-SID=x; a=1", "a=1")]
    [InlineData("a=1; __Host-SID=x", "a=1")]
    [InlineData("a=1; __Host-SID=x; b=2", "a=1; b=2")]
    [InlineData("a=1; __Host-SID=x; __Host-gateway-login=y; __Host-SID=z; b=2", "a=1; b=2")]
    [InlineData("a=1;__Host-SID=x;b=2", "a=1;b=2")]
    [InlineData("__Host-SID=x;", null)]
    [InlineData("__Host-SID=x; ", null)]
    [InlineData("__Host-SID=x;;", null)]
    [InlineData("__Host-SID=x; a=1;", "a=1;")]
    [InlineData(";__Host-SID=x", null)]
    [InlineData(";a=1;__Host-SID=x", ";a=1")]
    [InlineData("__Host-SID", null)]
    [InlineData("a=1; __Host-SID", "a=1")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("c=\"q; __Host-SID=x\"; d=%3B+%zz; é=\u00ff;e", "c=\"q; d=%3B+%zz; é=\u00ff;e")]
    [InlineData("a = 1 ;  b=2;;c", "a = 1 ;  b=2;;c")]
    [InlineData("a=__Host-SID=x; b=__Host-SID", "a=__Host-SID=x; b=__Host-SID")]
    public void C13_Our_cookies_are_removed_and_the_others_stay_byte_for_byte_in_order(string line, string? expected)
    {
        var rest = CookieHeader.Without(line, Ours);

        Assert.Equal(expected, rest);
    }

    [Fact]
    public void C13_Several_lines_become_one_and_none_when_nothing_is_left()
    {
        Assert.Equal("a=1; b=2", CookieHeader.Without(new StringValues(["a=1; __Host-SID=x", "__Host-SID=y", "b=2"]), Ours));
        Assert.Null(CookieHeader.Without(new StringValues(["__Host-SID=x", "__Host-gateway-login=y"]), Ours));
        Assert.Null(CookieHeader.Without(StringValues.Empty, Ours));
        Assert.Null(CookieHeader.Without(new StringValues([null]), Ours));
        Assert.Equal("a=1; b=2", CookieHeader.Without(new StringValues(["a=1", null, "b=2"]), Ours));
    }

    [Fact]
    public void A_line_without_our_cookies_is_passed_on_untouched_and_uncopied()
    {
        var line = string.Concat("a=1; ", "b=2");

        Assert.Same(line, CookieHeader.Without(line, Ours));
    }

    [Theory]
    [InlineData("__Host_SID")]
    [InlineData("..Host-SID")]
    [InlineData(" __Host-SID")]
    [InlineData("__hoST-SID")]
    [InlineData("  \t__Host-SID")]
    [InlineData("__Host.SID")]
    [InlineData("__Host SID")]
    [InlineData("[_Host-SID")]
    [InlineData("__Host[SID")]
    [InlineData("__Host-SID[0]")]
    [InlineData("__Host-SID[]")]
    [InlineData("..Host-SID[a][b]")]
    [InlineData("%5F%5fHost%2DSID")]
    [InlineData("%20__Host-SID")]
    [InlineData("\r__Host-SID")]
    [InlineData("__Host-SI%44")]
    [InlineData("+__Host-SID")]
    [InlineData("__Host-SID%00x")]
    [InlineData("__Host-SID\0x")]
    [InlineData("__HOST_GATEWAY_LOGIN")]
    public void C11_What_php_could_fold_onto_our_names_is_not_ours_and_is_not_passed_on(string name)
    {
        Assert.Empty(CookieHeader.Values($"a=1; {name}=x", "__Host-SID"));
        Assert.Equal("a=1; b=2", CookieHeader.Without($"a=1; {name}=x; b=2", Ours));
        Assert.Null(CookieHeader.Without($"{name}=x", Ours));
        Assert.Null(CookieHeader.Without(name, Ours));
    }

    [Theory]
    [InlineData("Host-SID")]
    [InlineData("_Host-SID")]
    [InlineData(" _Host-SID")]
    [InlineData("___Host-SID")]
    [InlineData("__Host-SID2")]
    [InlineData("__Host-SI")]
    [InlineData("__Host--SID")]
    [InlineData("__HostSID")]
    [InlineData("__Host-SID_")]
    [InlineData("__Host-SID ")]
    [InlineData("__Host%2")]
    [InlineData("__Host-SI%4g")]
    [InlineData("__Host-SI%g4")]
    [InlineData("%")]
    [InlineData("PHPSESSID")]
    [InlineData("__Host-gateway")]
    public void Another_name_is_passed_on(string name)
    {
        var line = $"a=1; {name}=x; b=2";

        Assert.Same(line, CookieHeader.Without(line, Ours));
    }
}
