using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", "/", null)]
    [InlineData("/a?", "/a", "")]
    [InlineData("/a?b?c=/%2F", "/a", "b?c=/%2F")]
    [InlineData("//members/full/a.php", "//members/full/a.php", null)]
    [InlineData("http://a.example", "/", null)]
    [InlineData("HTTP://A.EXAMPLE?x=1", "/", "x=1")]
    public void A_target_is_split_into_path_and_query(string target, string path, string? query)
    {
        Assert.True(RequestTarget.TrySplit(target, "a.example", out var actual, out var actualQuery));
        Assert.Equal(path, actual);
        Assert.Equal(query, actualQuery);
    }

    [Fact]
    public void F16_An_absolute_target_counts_only_for_the_host_of_the_request()
    {
        Assert.True(RequestTarget.TrySplit("https://a.example/members/full/a.php", "a.example", out var path, out var query));
        Assert.Equal("/members/full/a.php", path);
        Assert.Null(query);
        Assert.Equal("Deny", Stage.Answer(path, Stage.Trial));

        Assert.False(RequestTarget.TrySplit("https://a.example/members/full/a.php", "b.example", out _, out _));
        Assert.False(RequestTarget.TrySplit("http://b.example/members/", "a.example", out _, out _));
        Assert.False(RequestTarget.TrySplit("http://a.example@b.example/members/", "a.example", out _, out _));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("members/full/a.php")]
    [InlineData("@evil.example/")]
    [InlineData(":80/x")]
    [InlineData("?x")]
    [InlineData("")]
    [InlineData("a.example:443")]
    [InlineData("ftp://a.example/")]
    [InlineData("https://")]
    public void F18_What_is_neither_path_nor_absolute_is_refused(string target)
    {
        Assert.False(RequestTarget.TrySplit(target, "a.example", out var path, out var query));
        Assert.Equal("", path);
        Assert.Null(query);
    }

    [Theory]
    [InlineData("https:///x")]
    [InlineData("https://?x")]
    public void F16_A_target_without_a_host_counts_for_no_host(string target)
    {
        Assert.False(RequestTarget.TrySplit(target, "", out _, out _));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("a=%0A&b=\"<>#", null)]
    [InlineData("a=\u0001", "control byte in the query")]
    [InlineData("\t", "control byte in the query")]
    [InlineData("a=\u007F", "control byte in the query")]
    public void F13_A_control_byte_in_the_query_is_a_fault(string? query, string? fault)
    {
        Assert.Equal(fault, RequestTarget.QueryFault(query));
    }

    [Fact]
    public void F21_The_query_takes_no_part_in_rules()
    {
        Assert.True(RequestTarget.TrySplit("/members/full/a.php?/public/x.css", "a.example", out var protectedPath, out _));
        Assert.True(RequestTarget.TrySplit("/public/?/../members/full/a.php", "a.example", out var publicPath, out var query));

        Assert.Equal("Deny", Stage.Answer(protectedPath, Stage.Trial));
        Assert.Equal("Allow", Stage.Answer(publicPath, null));
        Assert.Equal("/../members/full/a.php", query);
    }
}
