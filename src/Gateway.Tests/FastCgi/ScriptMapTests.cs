using Gateway.FastCgi;
using Gateway.Rules;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.FastCgi;

public sealed class ScriptMapTests : IDisposable
{
    private readonly PhpArea _area = new();
    private readonly PhpArea _elsewhere = new();

    public ScriptMapTests()
    {
        foreach (var path in (string[])["/index.php", "/members/x.php", "/members/index.php", "/html/index.html", "/html/pic.jpg", "/uploads/shell.php", "/uploads/pic.jpg",
            "/a.php5", "/a.phtml", "/a.phar", "/a.inc", "/a.php~", "/a.php.bak", "/a.php.1", "/composer.json", "/.env", "/.git/config", "/members/.user.ini",
            "/members/A.PHP", "/.well-known/security.txt", "/well/.well-known/x.txt", "/members/ẞ.php.txt.php", "/xİ.php", "/graphics/graph.png", "/empty/keep.txt", "/dir.php/y.txt"])
            _area.Text(path, "x");
        _elsewhere.Text("/secret.php", "x");
        _elsewhere.Text("/pic.jpg", "x");
    }

    [Theory]
    [InlineData("/", nameof(MappedKind.Script), "/index.php")]
    [InlineData("/index.php", nameof(MappedKind.Script), "/index.php")]
    [InlineData("/members/", nameof(MappedKind.Script), "/members/index.php")]
    [InlineData("/members", nameof(MappedKind.Folder), "/members")]
    [InlineData("/members/x.php", nameof(MappedKind.Script), "/members/x.php")]
    [InlineData("/members/x.php/", nameof(MappedKind.Script), "/members/x.php", "/")]
    [InlineData("/members/x.php/full/a", nameof(MappedKind.Script), "/members/x.php", "/full/a")]
    [InlineData("/index.php/members/x.php", nameof(MappedKind.Script), "/index.php", "/members/x.php")]
    [InlineData("/members/none.php", nameof(MappedKind.Nothing))]
    [InlineData("/members/none.php/x", nameof(MappedKind.Nothing))]
    [InlineData("/html/", nameof(MappedKind.File), "/html/index.html")]
    [InlineData("/html/pic.jpg", nameof(MappedKind.File), "/html/pic.jpg")]
    [InlineData("/html/pic.jpg/", nameof(MappedKind.Nothing))]
    [InlineData("/html/pic.jpg/x.php", nameof(MappedKind.Nothing))]
    [InlineData("/uploads/pic.jpg/.php", nameof(MappedKind.Nothing))]
    [InlineData("/empty/", nameof(MappedKind.Nothing))]
    [InlineData("/dir.php/y.txt", nameof(MappedKind.File), "/dir.php/y.txt")]
    [InlineData("/graphics/graph.png", nameof(MappedKind.File), "/graphics/graph.png")]
    [InlineData("/members/ẞ.php.txt.php", nameof(MappedKind.Script), "/members/ẞ.php.txt.php")]
    [InlineData("/xİ.php/y", nameof(MappedKind.Script), "/xİ.php", "/y")]
    [InlineData("/.well-known/security.txt", nameof(MappedKind.File), "/.well-known/security.txt")]
    [InlineData("/uploads/shell.php", nameof(MappedKind.NoScript), "/uploads/shell.php")]
    [InlineData("/uploads/shell.php/x", nameof(MappedKind.NoScript), "/uploads/shell.php", "/x")]
    [InlineData("/uploads/pic.jpg", nameof(MappedKind.File), "/uploads/pic.jpg")]
    public void A_path_means_one_file(string path, string kind, string name = "", string pathInfo = "")
    {
        var found = Map().Find(path, FoldedPath.Of(path));

        Assert.Equal((kind, name, pathInfo), (found.Kind.ToString(), found.Name, found.PathInfo));
        Assert.Null(found.NameBehindLinks);
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/.git/config")]
    [InlineData("/members/.user.ini")]
    [InlineData("/well/.well-known/x.txt")]
    [InlineData("/a.php5")]
    [InlineData("/a.phtml")]
    [InlineData("/a.phar")]
    [InlineData("/a.inc")]
    [InlineData("/a.php~")]
    [InlineData("/a.php.bak")]
    [InlineData("/a.php.1")]
    [InlineData("/members/A.PHP")]
    [InlineData("/members/A.PHP/x")]
    [InlineData("/composer.json")]
    public void Dotfiles_sources_and_copies_are_nothing(string path)
    {
        Assert.Equal(MappedKind.Nothing, Map().Find(path, FoldedPath.Of(path)).Kind);
    }

    [Theory]
    [InlineData("/none", "/index.php")]
    [InlineData("/none/deep/x.php", "/index.php")]
    [InlineData("/html/pic.jpg/x", "/index.php")]
    [InlineData("/empty/", "/index.php")]
    [InlineData("/.env", null)]
    [InlineData("/none/.env", null)]
    [InlineData("/a.inc", null)]
    public void A_front_controller_gets_what_is_no_file(string path, string? script)
    {
        var found = Map(tree => tree with { FrontController = "/index.php" }).Find(path, FoldedPath.Of(path));

        Assert.Equal(script is null ? (MappedKind.Nothing, "", "") : (MappedKind.Script, script, ""), (found.Kind, found.Name, found.PathInfo));
    }

    [Fact]
    public void Folders_without_scripts_hold_in_every_spelling()
    {
        Directory.Move(_area["/uploads"], _area["/UpLoads"]);

        Assert.Equal(MappedKind.NoScript, Map().Find("/UpLoads/shell.php", FoldedPath.Of("/UpLoads/shell.php")).Kind);
    }

    [Fact]
    public void A_link_out_of_the_folder_leads_nowhere_unless_the_operator_named_its_target()
    {
        _area.Link("/out.php", _elsewhere["/secret.php"]);
        _area.Link("/outdoors", _elsewhere.Root);
        _area.Link("/around", "outdoors/../../" + Path.GetFileName(_elsewhere.Root));
        var allowed = Map(tree => tree with { Links = [_elsewhere.Root] });

        foreach (var path in (string[])["/out.php", "/outdoors/secret.php", "/outdoors/pic.jpg", "/outdoors/", "/around/pic.jpg"])
            Assert.Equal(MappedKind.Nothing, Map().Find(path, path).Kind);
        Assert.Equal(MappedKind.Script, allowed.Find("/outdoors/secret.php", "/outdoors/secret.php").Kind);
        Assert.Equal((MappedKind.File, _elsewhere["/pic.jpg"]), (allowed.Find("/outdoors/pic.jpg", "/outdoors/pic.jpg").Kind, allowed.Find("/outdoors/pic.jpg", "/outdoors/pic.jpg").LocalFile));
    }

    [Fact]
    public void A_link_within_the_folder_is_known_by_both_names()
    {
        _area.Link("/public/m", "../members");
        _area.Link("/public/page.php", _area["/members/x.php"]);
        _area.Link("/public/run", "../uploads");
        _area.Link("/public/hidden", "../.git");
        _area.Link("/public/pic.php", "../html/pic.jpg");

        Assert.Equal("/members/x.php", Map().Find("/public/m/x.php/y", "/public/m/x.php/y").NameBehindLinks);
        Assert.Equal("/members/index.php", Map().Find("/public/m/", "/public/m/").NameBehindLinks);
        Assert.Equal("/members/x.php", Map().Find("/public/page.php", "/public/page.php").NameBehindLinks);
        Assert.Equal(MappedKind.NoScript, Map().Find("/public/run/shell.php", "/public/run/shell.php").Kind);
        Assert.Equal(MappedKind.NoScript, Map().Find("/public/pic.php", "/public/pic.php").Kind);
        Assert.Equal(MappedKind.Nothing, Map().Find("/public/hidden/config", "/public/hidden/config").Kind);
    }

    [Fact]
    public void A_folder_that_is_itself_a_link_is_taken_for_what_it_leads_to()
    {
        _elsewhere.Link("/current", _area.Root);

        var found = new ScriptMap(Tree() with { LocalRoot = _elsewhere["/current"] }).Find("/members/x.php", "/members/x.php");

        Assert.Equal((MappedKind.Script, null), (found.Kind, found.NameBehindLinks));
    }

    [Fact]
    public void A_circle_of_links_and_an_endless_name_are_nothing()
    {
        _area.Link("/circle", "circle");

        Assert.Equal(MappedKind.Nothing, Map().Find("/circle/x", "/circle/x").Kind);
        Assert.Equal(MappedKind.Nothing, Map().Find("/" + new string('x', 300), "/x").Kind);
    }

    public void Dispose()
    {
        _area.Dispose();
        _elsewhere.Dispose();
    }

    private ScriptTree Tree() => new() { Root = "/var/www", LocalRoot = _area.Root, Index = ["index.php", "index.html"], NoScripts = ["/uploads/"] };

    private ScriptMap Map(Func<ScriptTree, ScriptTree>? change = null) => new(change?.Invoke(Tree()) ?? Tree());
}
