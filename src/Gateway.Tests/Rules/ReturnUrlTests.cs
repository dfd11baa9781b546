using System.Text.RegularExpressions;
using Gateway.Rules;
using Xunit;

namespace Gateway.Tests.Rules;

/// <summary>Every payload of the corpus's part E.1.</summary>
public sealed class ReturnUrlTests
{
    private static readonly ReturnUrl Judge = Of();

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E01), MemberType = typeof(ReturnUrlPayloads))]
    public void E01_A_second_slash_or_backslash_is_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E02), MemberType = typeof(ReturnUrlPayloads))]
    public void E02_What_neither_begins_with_a_slash_nor_is_absolute_is_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E03), MemberType = typeof(ReturnUrlPayloads))]
    public void E03_Other_origins_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E04), MemberType = typeof(ReturnUrlPayloads))]
    public void E04_Another_scheme_or_port_of_the_same_host_is_refused(string value) => Refused(value);

    [Theory]
    [InlineData("http://a.example/x", "https://a.example/x")]
    [InlineData("http://A.example:80/x?y#z", "https://a.example/x?y#z")]
    [InlineData("http://www.a.example/", "https://www.a.example/")]
    public void E04_Http_of_an_https_origin_is_followed_as_https(string value, string expected)
    {
        Assert.Equal(expected, Judge.Judge(value));
    }

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E05), MemberType = typeof(ReturnUrlPayloads))]
    public void E05_User_information_is_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E06), MemberType = typeof(ReturnUrlPayloads))]
    public void E06_Schemes_that_run_or_read_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E07), MemberType = typeof(ReturnUrlPayloads))]
    public void E07_Malformed_absolute_urls_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E08), MemberType = typeof(ReturnUrlPayloads))]
    public void E08_Control_bytes_and_leading_blanks_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E09), MemberType = typeof(ReturnUrlPayloads))]
    public void E09_Encoded_separators_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E10), MemberType = typeof(ReturnUrlPayloads))]
    public void E10_Dot_segments_that_end_in_an_empty_segment_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E11), MemberType = typeof(ReturnUrlPayloads))]
    public void E11_Confusable_characters_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E12), MemberType = typeof(ReturnUrlPayloads))]
    public void E12_Hosts_written_with_tricks_are_refused(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E13), MemberType = typeof(ReturnUrlPayloads))]
    public void E13_A_fragment_hides_nothing(string value) => Refused(value);

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E13Accepted), MemberType = typeof(ReturnUrlPayloads))]
    public void E13_A_fragment_or_query_on_our_host_is_sent_unchanged(string value) => Assert.Equal(value, Judge.Judge(value));

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E14), MemberType = typeof(ReturnUrlPayloads))]
    public void E14_Markup_is_refused(string value) => Refused(value);

    [Fact]
    public void E14_Legal_path_bytes_are_accepted() => Assert.Equal("/members/'-alert(1)-'", Judge.Judge("/members/'-alert(1)-'"));

    [Fact]
    public void E15_Endless_targets_are_refused()
    {
        Refused("/" + new string('a', 5000));
        Refused("/a" + new string('é', 4000));
        Assert.NotNull(Judge.Judge("/" + new string('a', 4095)));
        Refused("/" + new string('a', 4096));
    }

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E16), MemberType = typeof(ReturnUrlPayloads))]
    public void E16_What_one_decoding_leaves_over_is_refused(string value) => Refused(value);

    [Fact]
    public void E17_An_entry_is_bound_to_both_ends()
    {
        var judge = Of("https://shop\\.example/.*");

        Assert.Equal("https://shop.example/cart?a=b", judge.Judge("https://shop.example/cart?a=b"));
        Assert.Null(judge.Judge("https://evil.example/?https://shop.example/"));
        Assert.Null(judge.Judge("https://shop.example\\@evil.example"));
        Assert.Null(judge.Judge("https://shop.example"));
        Assert.Null(judge.Judge("https://shop.example/\n"));
        Assert.Null(judge.Judge("https://shop.example/<x>"));
    }

    [Fact]
    public void E17_Alternatives_of_an_entry_are_bound_too()
    {
        var judge = Of("^https://shop\\.example/|https://club\\.example/$");

        Assert.NotNull(judge.Judge("https://club.example/"));
        Assert.Null(judge.Judge("https://shop.example/@evil.example"));
        Assert.Null(judge.Judge("https://evil.example/?https://club.example/"));
    }

    [Fact]
    public void E17_An_entry_never_lets_user_information_through()
    {
        var judge = Of("https://shop\\.example.*");

        Assert.NotNull(judge.Judge("https://shop.example/x"));
        Assert.Null(judge.Judge("https://shop.example@evil.example/"));
        Assert.Null(judge.Judge("https://shop.example\\@evil.example"));
    }

    [Theory]
    [InlineData("^https://shop\\.example/.*$", null)]
    [InlineData("https://shop\\.example/.*", "the entry https://shop\\.example/.* is not bound by ^ and $; it is taken as if it were")]
    [InlineData("^https://shop.example/.*$", "the entry ^https://shop.example/.*$ has a dot without backslash in its host, which stands for any character; write \\.")]
    public void E17_Entries_that_open_more_than_meant_get_a_warning(string pattern, string? expected)
    {
        Assert.True(ReturnUrl.TryParseAllowed(pattern, out _, out var warning, out var fault), fault);
        Assert.Equal(expected, warning);
    }

    [Fact]
    public void E17_An_unescaped_dot_is_taken_as_it_is_written()
    {
        Assert.NotNull(Of("https://shop.example/").Judge("https://shopXexample/"));
    }

    [Theory]
    [InlineData("^https://shop\\.example$", null)]
    [InlineData("^https://shop\\.example/a.b$", null)]
    [InlineData("^https?:/{2}shop\\.example/a.b$", null)]
    [InlineData("^https://shop\\.example.$", "the entry ^https://shop\\.example.$ has a dot without backslash in its host, which stands for any character; write \\.")]
    [InlineData("^//shop.example/$", "the entry ^//shop.example/$ has a dot without backslash in its host, which stands for any character; write \\.")]
    public void E17_Only_a_dot_in_the_host_is_doubtful(string pattern, string? expected)
    {
        Assert.True(ReturnUrl.TryParseAllowed(pattern, out _, out var warning, out var fault), fault);
        Assert.Equal(expected, warning);
    }

    [Fact]
    public void E17_An_entry_that_can_not_be_read_is_refused()
    {
        Assert.False(ReturnUrl.TryParseAllowed("https://shop\\.example/(?=x)", out var regex, out var warning, out var fault));
        Assert.Null(regex);
        Assert.Null(warning);
        Assert.StartsWith("the regular expression ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:.*", "javascript:alert(1)")]
    [InlineData("app://open", "app://open")]
    public void E06_No_entry_opens_another_scheme(string entry, string value) => Assert.Null(Of(entry).Judge(value));

    [Theory]
    [InlineData("http;//a.example/x")]
    [InlineData("http:/-a.example/x")]
    [InlineData("httpxxxa.example/x")]
    public void E07_An_address_has_its_colon_and_two_slashes(string value) => Refused(value);

    [Fact]
    public void E07_No_entry_opens_an_address_without_a_host() => Assert.Null(Of("https:///shop\\.example/.*").Judge("https:///shop.example/x"));

    [Theory]
    [InlineData("http://intra:8080/x", "http://intra:8080/x")]
    [InlineData("http://intra/x", null)]
    [InlineData("https://intra:8080/x", null)]
    [InlineData("http://b.example/x", null)]
    [InlineData("https://b.example:8443/x", "https://b.example:8443/x")]
    public void E04_An_origin_is_followed_at_its_own_scheme_and_port(string value, string? expected)
    {
        var judge = new ReturnUrl([new Origin("http", "intra", 8080), new Origin("https", "b.example", 8443)], [], PathEncodings.Utf8);

        Assert.Equal(expected, judge.Judge(value));
    }

    [Theory]
    [InlineData(".*")]
    [InlineData("^.*$")]
    [InlineData("https?://.*")]
    [InlineData("https://[^/]+/.*")]
    public void E17_An_entry_for_everything_is_refused(string pattern)
    {
        Assert.False(ReturnUrl.TryParseAllowed(pattern, out var regex, out _, out var fault));
        Assert.Null(regex);
        Assert.Equal($"the entry {pattern} lets every host through; name the host: https://shop\\.example/.*", fault);
    }

    [Theory]
    [MemberData(nameof(ReturnUrlPayloads.E18), MemberType = typeof(ReturnUrlPayloads))]
    public void E18_Ordinary_targets_are_sent_as_given(string value) => Assert.Equal(value, Judge.Judge(value));

    [Theory]
    [InlineData("/members/a b.php?q=c d", "/members/a%20b.php?q=c%20d")]
    [InlineData("/members/ü.php?q=漢", "/members/%C3%BC.php?q=%E6%BC%A2")]
    [InlineData("/members/À", "/members/%C3%80")]
    [InlineData("https://a.example/members/ü", "https://a.example/members/%C3%BC")]
    public void Blanks_and_later_characters_outside_ascii_go_out_encoded(string value, string expected)
    {
        Assert.Equal(expected, Judge.Judge(value));
    }

    [Theory]
    [InlineData("https://a.example//evil.example")]
    [InlineData("https://a.example/\\evil.example")]
    [InlineData("https://a.example/%2f")]
    [InlineData("https://a.example?x")]
    [InlineData("https://a.example:/x")]
    public void The_path_of_an_absolute_target_obeys_the_rules_of_a_relative_one(string value) => Refused(value);

    [Fact]
    public void The_bare_origin_is_accepted() => Assert.Equal("https://a.example", Judge.Judge("https://a.example"));

    private static ReturnUrl Of(params string[] allowed)
    {
        var patterns = new List<Regex>();
        foreach (var entry in allowed)
        {
            Assert.True(ReturnUrl.TryParseAllowed(entry, out var regex, out _, out var fault), fault);
            patterns.Add(regex!);
        }

        return new ReturnUrl([new Origin("https", "a.example", 443), new Origin("https", "www.a.example", 443)], patterns, PathEncodings.Utf8);
    }

    private static void Refused(string value) => Assert.Null(Judge.Judge(value));
}
