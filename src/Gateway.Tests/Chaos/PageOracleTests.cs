using Gateway.Chaos.Judging;
using Xunit;

namespace Gateway.Tests.Chaos;

/// <summary>The oracle knows the owner's rules and nothing of Gateway: what it calls forbidden fails a run under faults.</summary>
public sealed class PageOracleTests
{
    private const string Login = "https://nats.example/openid/authorize?client_id=x";

    private static readonly Uri Provider = new("https://nats.example");
    private static readonly Member Full = new("ann", IsFull: true);
    private static readonly Member Trial = new("tom", IsFull: false);

    [Theory]
    [InlineData("/members/home.php", "ann", "chaos|/members/home.php|ann|0|token|end", nameof(Outcome.Right))]
    [InlineData("/members/home.php", "ann", "chaos|/members/home.php|tom|1|token|end", nameof(Outcome.Forbidden))]   // somebody else's
    [InlineData("/members/home.php", "ann", "chaos|/members/home.php|ann|1|token|end", nameof(Outcome.Forbidden))]   // with another's claims
    [InlineData("/members/home.php", "", "chaos|/members/home.php|||token|end", nameof(Outcome.Forbidden))]
    [InlineData("/members/home.php", "ann", "chaos|/members/home.php|ann|0|tok", nameof(Outcome.Odd))]   // half a page
    [InlineData("/members/home.php", "ann", "", nameof(Outcome.Odd))]
    [InlineData("/members/home.php", "ann", "chaos|/members/full/film.php|ann|0|token|end", nameof(Outcome.Forbidden))]
    [InlineData("/members/full/film.php", "ann", "chaos|/members/full/film.php|ann|0|token|end", nameof(Outcome.Right))]
    [InlineData("/members/full/film.php", "tom", "chaos|/members/full/film.php|tom|1|token|end", nameof(Outcome.Forbidden))]
    [InlineData("/members/full/poster.svg", "ann", "chaos|/members/full/poster.svg||||end", nameof(Outcome.Right))]
    [InlineData("/members/full/poster.svg", "tom", "chaos|/members/full/poster.svg||||end", nameof(Outcome.Forbidden))]
    [InlineData("/members/picture.svg", "", "chaos|/members/picture.svg||||end", nameof(Outcome.Forbidden))]
    [InlineData("/style.css", "", "chaos|/style.css||||end", nameof(Outcome.Right))]
    [InlineData("/front.php", "ann", "chaos|/front.php||||end", nameof(Outcome.Right))]
    [InlineData("/front.php", "", "chaos|/front.php|somebody-else|||end", nameof(Outcome.Forbidden))]   // a forged name
    [InlineData("/front.php", "", "chaos|/front.php||0||end", nameof(Outcome.Forbidden))]
    public void A_page_is_right_only_for_whom_it_is_meant_and_for_whom_it_was_made(string path, string member, string text, string outcome) =>
        Assert.Equal(outcome, Judge(path, member, new Reply(200, text)).ToString());

    [Theory]
    [InlineData("ann", true, nameof(Outcome.Forbidden))]
    [InlineData("ann", false, nameof(Outcome.Right))]
    [InlineData("ann", null, nameof(Outcome.Right))]
    [InlineData("tom", false, nameof(Outcome.Forbidden))]
    [InlineData("tom", null, nameof(Outcome.Forbidden))]
    [InlineData("", false, nameof(Outcome.Forbidden))]
    public void A_closed_folder_is_shown_to_nobody_and_either_answer_is_right_while_a_reload_is_under_way(string member, bool? closed, string outcome)
    {
        var user = member.Length == 0 ? "|" : $"{member}|{(member == "ann" ? 0 : 1)}";

        Assert.Equal(outcome, Judge("/members/closed/page.php", member, new Reply(200, $"chaos|/members/closed/page.php|{user}|token|end"), closed).ToString());
    }

    [Theory]
    [InlineData("/members/home.php", "ann", 302, "", Login, nameof(Outcome.LoginAsked))]
    [InlineData("/members/home.php", "ann", 302, "", "https://evil.example/", nameof(Outcome.Odd))]
    [InlineData("/front.php", "ann", 302, "", Login, nameof(Outcome.Odd))]
    [InlineData("/members/home.php", "ann", 401, "{\"error\":\"login_required\"}", null, nameof(Outcome.LoginAsked))]
    [InlineData("/members/full/film.php", "tom", 401, "chaos|/members/unauth.php||||end", null, nameof(Outcome.Refused))]
    [InlineData("/members/full/film.php", "ann", 401, "chaos|/members/unauth.php||||end", null, nameof(Outcome.LockedOut))]
    [InlineData("/members/home.php", "tom", 403, "{\"error\":\"denied\"}", null, nameof(Outcome.LockedOut))]
    [InlineData("/front.php", "", 403, "", null, nameof(Outcome.Odd))]
    [InlineData("/members/home.php", "ann", 503, "", null, nameof(Outcome.Failed))]
    [InlineData("/members/home.php", "ann", 0, "both connections broke", null, nameof(Outcome.Failed))]
    [InlineData("/members/home.php", "ann", 404, "", null, nameof(Outcome.Odd))]
    public void Refusals_logins_and_failures_are_told_apart(string path, string member, int status, string text, string? location, string outcome) =>
        Assert.Equal(outcome, Judge(path, member, new Reply(status, text, location)).ToString());

    [Theory]
    [InlineData(503, "<html><h1>The site is briefly unavailable</h1>", "503 The site is briefly unavailable")]
    [InlineData(502, "{\"error\":\"upstream_unreachable\"}", "502 upstream_unreachable")]
    [InlineData(500, "", "500")]
    [InlineData(0, "no answer within 20 s", "no answer within 20 s")]
    public void The_cause_of_a_failure_is_what_the_answer_says(int status, string text, string cause) => Assert.Equal(cause, new Reply(status, text).Cause);

    private static Outcome Judge(string path, string member, Reply reply, bool? closed = false) =>
        PageOracle.Judge(SitePages.All.Single(page => page.Path == path), new Asker(member switch { "ann" => Full, "tom" => Trial, _ => null }), closed, reply, Provider);
}
