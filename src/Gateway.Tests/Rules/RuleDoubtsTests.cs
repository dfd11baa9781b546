using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

public sealed class RuleDoubtsTests
{
    [Theory]
    [InlineData("/members/tour/", "all granted", "note /members/tour/: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant")]
    [InlineData("/members/tour.php", "all granted", "note /members/tour.php: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant")]
    [InlineData("*.css", "all granted", "note *.css: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant")]
    [InlineData("/members/*.css", "all granted", "note /members/*.css: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant")]
    [InlineData("~^/members/[a-z]+\\.css$", "all granted", "note ~^/members/[a-z]+\\.css$: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant")]
    [InlineData("/tour/", "all granted", null)]
    [InlineData("~tour", "all granted", null)]      // may be found anywhere, which says nothing of this folder
    [InlineData("/members/full/", "claim trial:0", null)]
    public void An_open_door_in_a_protected_folder_is_a_note(string pattern, string require, string? expected) =>
        AssertDoubts(expected, Stage.Rule("/", "all granted"), Stage.Rule("/members/", "valid-user"), Stage.Rule(pattern, require));

    [Theory]
    [InlineData("~.", "/members/full/: never decides: \"~.\" comes later and covers the same paths; leave one out, or make the later one narrower")]
    [InlineData("~^/members/", "/members/full/: never decides: \"~^/members/\" comes later and covers the same paths; leave one out, or make the later one narrower")]
    [InlineData("/members/full/*", "/members/full/: never decides: \"/members/full/*\" comes later and covers the same paths; leave one out, or make the later one narrower")]
    [InlineData("*.zip", null)]
    [InlineData("~\\.php$", null)]
    public void A_rule_that_a_later_one_always_replaces_never_decides(string later, string? expected) =>
        AssertDoubts(expected, Stage.Rule("/", "all granted"), Stage.Rule("/members/full/", "claim trial:0"), Stage.Rule(later, "valid-user"));

    [Fact]
    public void An_open_door_for_one_method_alone_is_a_note_too() => AssertDoubts(
        "note /members/tour/: open to everybody, though \"/members/ Require valid-user\" holds around it; leave it if that is meant",
        Stage.Rule("/", "all granted"), Stage.Rule("/members/", "valid-user"), Stage.Rule("/members/tour/", "all granted") with { Methods = ["GET"] });

    [Fact]
    public void A_door_is_seen_where_an_expression_protects_a_public_folder() => AssertDoubts(
        "note *.css: open to everybody, though \"~^/tour/. Require valid-user\" holds around it; leave it if that is meant",
        Stage.Rule("/", "all granted"), Stage.Rule("/tour/", "all granted"), Stage.Rule("~^/tour/.", "valid-user"), Stage.Rule("*.css", "all granted"));

    [Fact]
    public void The_first_of_several_that_replace_a_rule_is_named() => AssertDoubts(
        "/full/: never decides: \"~^/full/$\" comes later and covers the same paths; leave one out, or make the later one narrower",
        Stage.Rule("/", "all granted"), Stage.Rule("/full/", "claim trial:0"), Stage.Rule("~^/full/$", "valid-user"), Stage.Rule("~^/full/.", "valid-user"));

    [Fact]
    public void A_rule_that_holds_for_a_careless_file_system_alone_still_decides() => AssertDoubts(null,
        Stage.Rule("/", "all granted"), Stage.Rule("/x./", "claim trial:0"), Stage.Rule("~^/x\\./", "valid-user"));

    [Fact]
    public void A_rule_for_one_method_decides_there() => AssertDoubts(null,
        Stage.Rule("/", "all granted"), Stage.Rule("/upload/", "valid-user") with { Methods = ["PUT"] });

    [Fact]
    public void A_pattern_that_guards_reading_is_tried_in_each_folder() => AssertDoubts(
        "*.zip: guards GET, HEAD alone: POST is left to \"/members/ Require valid-user\", and Apache and PHP send a file in answer to it too; leave Methods out",
        Stage.Rule("/", "all denied"), Stage.Rule("/members/", "valid-user"), Stage.Rule("*.zip", "claim trial:0") with { Methods = ["GET", "HEAD"] });

    [Fact]
    public void A_rule_that_a_later_one_replaces_for_some_methods_still_decides() => AssertDoubts(null,
        Stage.Rule("/", "all granted"), Stage.Rule("/full/", "claim trial:0"), Stage.Rule("/full/", "valid-user") with { Methods = ["GET", "POST"] });

    [Theory]
    [InlineData("/members/*.zip", "GET HEAD", "/members/*.zip: guards GET, HEAD alone: POST is left to \"/members/ Require valid-user\", and Apache and PHP send a file in answer to it too; leave Methods out")]
    [InlineData("*.zip", "GET HEAD", "*.zip: guards GET, HEAD alone: POST is left to \"/ Require all granted\", and Apache and PHP send a file in answer to it too; leave Methods out")]
    [InlineData("/members/full/", "GET POST", "/members/full/: guards GET, POST alone: other methods are left to \"/members/ Require valid-user\", and Apache and PHP send a file in answer to it too; leave Methods out")]
    [InlineData("/members/board/", "POST", null)]   // who may write, where others may read
    public void A_rule_that_guards_reading_by_some_methods_alone_is_a_doubt(string pattern, string methods, string? expected) => AssertDoubts(expected,
        Stage.Rule("/", "all granted"), Stage.Rule("/members/", "valid-user"), Stage.Rule(pattern, "claim trial:0") with { Methods = methods.Split(' ') });

    [Fact]
    public void A_rule_that_is_weaker_for_some_methods_leaves_the_others_to_a_stricter_one() => AssertDoubts(null,
        Stage.Rule("/", "all granted"), Stage.Rule("/full/", "claim trial:0"), Stage.Rule("/full/", "valid-user") with { Methods = ["GET", "HEAD"] });

    [Theory]
    [InlineData("~^members/", true)]
    [InlineData("~^//", true)]
    [InlineData("~\\.php\\?x=", true)]
    [InlineData("~#top", true)]
    [InlineData("~^/(news|blog)/[0-9]{4}/", false)]
    [InlineData("~\\.(zip|rar)$", false)]
    [InlineData("~(?i)members", false)]   // not read for samples, so nothing is said of it
    public void An_expression_that_no_path_can_have_is_a_doubt(string pattern, bool doubtful) => AssertDoubts(
        doubtful ? $"{pattern}: fits no path that a request can have: paths begin with a slash, are decoded, and end before the question mark" : null,
        Stage.Rule("/", "all granted"), Stage.Rule(pattern, "valid-user"));

    [Theory]
    [InlineData("/Members/", "valid-user", "/Members/: says the same as \"/members/\" in another spelling, which holds for every spelling already; leave one out")]
    [InlineData("/members", "valid-user", "/members: says the same as \"/members/\" in another spelling, which holds for every spelling already; leave one out")]
    public void A_rule_in_two_spellings_is_a_doubt(string pattern, string require, string expected) =>
        AssertDoubts(expected, Stage.Rule("/", "all granted"), Stage.Rule("/members/", "valid-user"), Stage.Rule(pattern, require));

    [Fact]
    public void A_public_path_in_two_spellings_may_be_meant() => AssertDoubts(
        "note /Tour/: says the same as \"/tour/\" in another spelling; leave it if links use both",
        Stage.Rule("/", "all granted"), Stage.Rule("/tour/", "all granted"), Stage.Rule("/Tour/", "all granted"));

    [Fact]
    public void The_rule_of_the_root_must_be_there_and_is_no_doubt() => AssertDoubts(null, Stage.Rule("/", "all granted"), Stage.Rule("~.", "valid-user"));

    private static void AssertDoubts(string? expected, params PathRule[] rules)
    {
        var doubts = RuleDoubts.Of(Stage.Table(rules), PathEncodings.Utf8).Select(doubt => $"{(doubt.IsNote ? "note " : "")}{doubt.Rule.Pattern}: {doubt.Text}");

        Assert.Equal(expected is null ? [] : [expected], doubts);
    }
}
