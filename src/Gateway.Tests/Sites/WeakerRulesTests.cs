using Gateway.Sites;
using Xunit;

namespace Gateway.Tests.Sites;

public sealed class WeakerRulesTests
{
    private const string Before = """{ "/": "valid-user", "/public/": "all granted", "/full/": "claim trial:0", "*.zip": { "Require": "claim trial:0", "Methods": [ "GET" ] }, "~^/x[0-9]": "claim level:gold" }""";

    [Theory]
    [InlineData("a section left out", """{ "/": "valid-user", "/public/": "all granted", "*.zip": { "Require": "claim trial:0", "Methods": [ "GET" ] }, "~^/x[0-9]": "claim level:gold" }""",
        "site \"example\": /full/ was guarded by [/full/: claim trial:0] and is now by [/: valid-user].")]
    [InlineData("a pattern left out", """{ "/": "valid-user", "/public/": "all granted", "/full/": "claim trial:0", "~^/x[0-9]": "claim level:gold" }""",
        "site \"example\": /public/x.zip was guarded by [*.zip [GET]: claim trial:0] and is now by [/public/: all granted].",
        "site \"example\": /x.zip was guarded by [*.zip [GET]: claim trial:0] and is now by [/: valid-user].")]
    [InlineData("fewer methods", """{ "/": "valid-user", "/public/": "all granted", "/full/": "claim trial:0", "*.zip": { "Require": "claim trial:0", "Methods": [ "HEAD" ] }, "~^/x[0-9]": "claim level:gold" }""",
        "site \"example\": /public/x.zip was guarded by [*.zip [GET]: claim trial:0] and is now by [/public/: all granted].",
        "site \"example\": /x.zip was guarded by [*.zip [GET]: claim trial:0] and is now by [/: valid-user].")]
    [InlineData("an expression left out", """{ "/": "valid-user", "/public/": "all granted", "/full/": "claim trial:0", "*.zip": { "Require": "claim trial:0", "Methods": [ "GET" ] } }""",
        "site \"example\": ~^/x[0-9] was guarded by [~^/x[0-9]: claim level:gold], and that rule is gone.")]
    [InlineData("another path opened", """{ "/": "valid-user", "/public/": "all granted", "/full/": "claim trial:0", "/full/tour.php": "all granted", "*.zip": { "Require": "claim trial:0", "Methods": [ "GET" ] }, "~^/x[0-9]": "claim level:gold" }""",
        "site \"example\": /full/tour.php was guarded by [/full/: claim trial:0] and is now by [/full/tour.php: all granted].")]
    [InlineData("an expression weaker", """{ "/": "valid-user", "/public/": "all granted", "/full/": "claim trial:0", "*.zip": { "Require": "claim trial:0", "Methods": [ "GET" ] }, "~^/x[0-9]": "claim level:gold level:silver" }""",
        "site \"example\": ~^/x[0-9] was guarded by [~^/x[0-9]: claim level:gold] and is now by [~^/x[0-9]: claim level:gold level:silver].")]
    [InlineData("stricter", """{ "/": "claim trial:0", "/public/": "valid-user", "/full/": { "RequireAll": [ "claim trial:0", "claim level:gold" ] }, "*.zip": "claim trial:0", "~^/x[0-9]": "all denied" }""")]
    internal void Each_path_that_becomes_weaker_is_one_line(string what, string next, params string[] expected)
    {
        Assert.True(what.Length > 0);

        Assert.Equal(expected.Order(), WeakerRules.Between(Map(Before), Map(next)).Order());
    }

    [Fact]
    public void A_site_under_another_name_is_compared_by_its_host()
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", Before);
        var before = ConfigurationFolder.Good(folder.Read()).Sites;
        folder.With("Paths", Before.Replace("\"/full/\": \"claim trial:0\", ", "", StringComparison.Ordinal));
        folder.Read();

        var next = folder.Read(File.ReadAllText(folder.File).Replace("\"example\":", "\"renamed\":", StringComparison.Ordinal));

        Assert.Equal(
            ["site \"renamed\": /full/ was guarded by [/full/: claim trial:0] and is now by [/: valid-user]."],
            WeakerRules.Between(before, ConfigurationFolder.Good(next).Sites));
    }

    private static SiteMap Map(string paths)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Paths", paths);
        return ConfigurationFolder.Good(folder.Read()).Sites;
    }
}
