using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class FoldedPathTests
{
    [Theory]
    [InlineData("/members/full/a.php", "/members/full/a.php")]
    [InlineData("/Members/", "/members/")]
    [InlineData("/a. . ./b", "/a/b")]
    [InlineData("/a/... /b", "/a/b")]
    [InlineData("/a/...", "/a/")]
    [InlineData("/...", "/")]
    [InlineData("/a/.. /b", "/b")]
    [InlineData("/.. /b", "/b")]
    [InlineData("/x/‥/members/a", "/members/a")]
    [InlineData("/members／full＼a。php", "/members/full/a。php")]
    [InlineData("/members/a．php：：＄DATA", "/members/a.php")]
    [InlineData("/full:$I30:$INDEX_ALLOCATION/a.php", "/full/a.php")]
    [InlineData("/a::$DATA/b", "/a/b")]
    [InlineData("/a::b/c", "/a/c")]
    [InlineData("/a:$x::y/b", "/a/b")]
    [InlineData("/a/::$DATA", "/a/")]
    [InlineData("/a/:$x::y", "/a/")]
    [InlineData("/a:b/C", "/a:b/c")]
    [InlineData("/A/b/..", "/a/")]
    [InlineData("/A/..", "/")]
    [InlineData("/A//b", "/a/b")]
    [InlineData("/a./b", "/a/b")]
    [InlineData("/a\\b", "/a/b")]
    [InlineData("/ﬁle/ς", "/file/σ")]
    [InlineData("/\uFFFE", "/\uFFFD")]
    public void A_path_folds_to_what_a_careless_file_system_opens(string path, string expected)
    {
        Assert.Equal(expected, FoldedPath.Of(path));
    }
}
