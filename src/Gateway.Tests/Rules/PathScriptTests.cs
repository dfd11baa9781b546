using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class PathScriptTests
{
    [Theory]
    [InlineData("/members/full/a.php/x.css", "/members/full/a.php")]
    [InlineData("/members/full/a.php/", "/members/full/a.php")]
    [InlineData("/a.php/b.php/c", "/a.php")]
    [InlineData("/members/A.PHP/x", "/members/A.PHP")]
    [InlineData("/members/a.pHp/x", "/members/a.pHp")]
    [InlineData("/members/a.php3/x", "/members/a.php3")]
    [InlineData("/members/a.php4/x", "/members/a.php4")]
    [InlineData("/members/a.php5/x", "/members/a.php5")]
    [InlineData("/members/a.php6/x", "/members/a.php6")]
    [InlineData("/members/a.php7/x", "/members/a.php7")]
    [InlineData("/members/a.PHP8/x", "/members/a.PHP8")]
    [InlineData("/members/a.phtml/x", "/members/a.phtml")]
    [InlineData("/members/a.Phar/x", "/members/a.Phar")]
    [InlineData("/members/a.pht/x", "/members/a.pht")]
    [InlineData("/members/a.php./x", "/members/a.php.")]
    [InlineData("/members/a.php%20/x", "/members/a.php%20")]
    [InlineData("/members/a.php::$DATA/x", "/members/a.php::$DATA")]
    [InlineData("/m%C3%A4mbers/a%20b.php/x/y", "/m%C3%A4mbers/a%20b.php")]
    public void Script_ends_where_path_info_begins(string path, string script)
    {
        Assert.Equal(script, PathScript.Of(Stage.Path(path), PathEncodings.Utf8)?.Encoded);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/members/full/a.php")]
    [InlineData("/members/full/a.phtml")]
    [InlineData("/members/php/x")]
    [InlineData("/members/a.photo/x")]
    [InlineData("/members/a.php.bak/x")]
    [InlineData("/members/a.php;x/y")]
    [InlineData("/members/a.jpg/x")]
    public void Path_without_path_info_behind_a_script_has_no_script_of_its_own(string path)
    {
        Assert.Null(PathScript.Of(Stage.Path(path), PathEncodings.Utf8));
    }

    [Theory]
    [InlineData("/members/full/a.php/x.css")]
    [InlineData("/members/full/a.PHP/x.css")]
    [InlineData("/members/full/a.php5/x.css")]
    [InlineData("/members/full/a.phtml/x.css")]
    [InlineData("/members/full/a.phar/x.css")]
    [InlineData("/members/full/a.pht/x.css")]
    [InlineData("/members/full/a.php./x.css")]
    [InlineData("/members/full/a.php%20/x.css")]
    public void Public_style_sheets_open_no_script(string path)
    {
        var rules = Stage.Table(("/", "all granted"), ("/members/", "valid-user"), ("/members/full/", "claim trial:0"), ("*.css", "all granted"));
        var asked = Stage.Path(path);
        var script = PathScript.Of(asked, PathEncodings.Utf8);

        Assert.Equal(Outcome.Deny, Decision.Decide(rules, asked, script, "GET", Stage.Trial).Outcome);
        Assert.Equal(Outcome.LogIn, Decision.Decide(rules, asked, script, "GET", null).Outcome);
        Assert.Equal(Outcome.Allow, Decision.Decide(rules, asked, script, "GET", Stage.Full).Outcome);
        Assert.Equal(Outcome.Allow, Decision.Decide(rules, Stage.Path("/members/full/x.css"), null, "GET", null).Outcome);
    }
}
