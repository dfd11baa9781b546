using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

/// <summary>The name by which a disk knows a path, and the words by which a person knows a rule.</summary>
public sealed class PathNameTests
{
    [Theory]
    [InlineData("/a.php", "Utf8", "/a.php")]
    [InlineData("/%C3%BC.php", "Utf8", "/ü.php")]
    [InlineData("/%C3%BC.php", "Latin1", "/ü.php")]      // a new name on an old site
    [InlineData("/%20.php", "Latin1", "/ .php")]
    [InlineData("/%FC.php", "Latin1", null)]             // has no name on a disk of UTF-8
    public void Disk_of_utf8_knows_a_path_by_its_bytes(string raw, string encoding, string? expected) =>
        Assert.Equal(expected, Stage.Path(raw, Enum.Parse<PathEncodings>(encoding)).FileName);

    [Theory]
    [InlineData("/a%20b", "Latin1")]
    [InlineData("/%C3%BC", "Utf8")]
    public void A_name_that_a_disk_of_utf8_knows_as_it_is_costs_no_copy(string raw, string encoding)
    {
        var path = Stage.Path(raw, Enum.Parse<PathEncodings>(encoding));

        Assert.Same(path.Decoded, path.FileName);
        Assert.Same(raw, path.Encoded);
    }

    [Theory]
    [InlineData("/a b.php", "Utf8", "/a%20b.php")]
    [InlineData("/ü.php", "Utf8", "/%C3%BC.php")]
    [InlineData("/ü.php", "Latin1", "/%C3%BC.php")]      // the bytes of its name
    [InlineData("/a.php", "Utf8", "/a.php")]
    [InlineData("/a\\b.php", "Utf8", null)]
    public void A_file_on_the_disk_has_the_path_by_which_it_is_asked_for(string name, string encoding, string? expected) =>
        Assert.Equal(expected, CanonicalPath.OfFile(name, Enum.Parse<PathEncodings>(encoding))?.ToString());

    [Fact]
    public void Rule_is_shown_with_its_methods()
    {
        var rule = Stage.Rule("/x/", "valid-user");

        Assert.Equal("/x/: valid-user", rule.ToString());
        Assert.Equal("/x/ [GET HEAD]: valid-user", (rule with { Methods = ["GET", "HEAD"] }).ToString());
    }

    [Theory]
    [InlineData("/", "all denied", "denied_to_all")]
    [InlineData("/", "claim trial:0", "denied_by_rule")]
    [InlineData("/", "valid-user", null)]
    public void Decision_has_the_reason_of_its_refusal(string path, string rule, string? reason) =>
        Assert.Equal(reason, Decision.Decide(Stage.Table(("/", rule)), Stage.Path(path), null, "GET", Stage.Trial).Reason);

    [Fact]
    public void Way_to_the_login_has_its_own_reason() =>
        Assert.Equal("login_required", Decision.Decide(Stage.Table(("/", "valid-user")), Stage.Path("/"), null, "GET", null).Reason);
}
