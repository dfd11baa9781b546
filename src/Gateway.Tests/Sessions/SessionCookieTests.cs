using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionCookieTests
{
    private readonly DefaultHttpContext context = new();
    private readonly SessionId id = SessionId.New();

    [Fact]
    public void C06_Over_https_the_cookie_has_the_host_prefix_all_flags_no_domain_and_no_expiry()
    {
        SessionCookie.For("gateway", https: true, SameSiteMode.Lax, CookieReach.OneHost).Set(context.Response, id);

        Assert.Equal($"__Host-gateway={id.Text}; Path=/; HttpOnly; SameSite=Lax; Secure", SetCookie());
    }

    [Fact]
    public void C07_Over_http_the_cookie_has_neither_prefix_nor_secure()
    {
        SessionCookie.For("gateway", https: false, SameSiteMode.Lax, CookieReach.OneHost).Set(context.Response, id);

        Assert.Equal($"gateway={id.Text}; Path=/; HttpOnly; SameSite=Lax", SetCookie());
    }

    [Theory]
    [InlineData(SameSiteMode.None, "; SameSite=None")]
    [InlineData(SameSiteMode.Strict, "; SameSite=Strict")]
    [InlineData(SameSiteMode.Unspecified, "")]
    public void The_site_may_choose_another_same_site(SameSiteMode mode, string expected)
    {
        SessionCookie.For("SID", https: true, mode, CookieReach.OneHost).Set(context.Response, id);

        Assert.Equal($"__Host-SID={id.Text}; Path=/; HttpOnly{expected}; Secure", SetCookie());
    }

    [Fact]
    public void The_owner_may_let_it_reach_further_and_live_longer_and_a_logout_clears_it_there()
    {
        var cookie = SessionCookie.For("SID", https: true, SameSiteMode.Lax, new CookieReach("example.org", "/members", TimeSpan.FromDays(1)));

        cookie.Set(context.Response, id);
        Assert.Equal($"__Secure-SID={id.Text}; Path=/members; HttpOnly; Domain=example.org; SameSite=Lax; Secure; Max-Age=86400", SetCookie());

        cookie.Clear(context.Response);
        Assert.Equal("__Secure-SID=; Path=/members; HttpOnly; Domain=example.org; SameSite=Lax; Secure; Max-Age=0", SetCookie());
    }

    [Fact]
    public void A_logout_clears_the_cookie_with_the_flags_it_was_set_with()
    {
        SessionCookie.For("gateway", https: true, SameSiteMode.Lax, CookieReach.OneHost).Clear(context.Response);

        Assert.Equal("__Host-gateway=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0", SetCookie());
    }

    [Fact]
    public void An_answer_has_one_line_of_our_name_the_last_and_all_others()
    {
        var cookie = SessionCookie.For("gateway", https: true, SameSiteMode.Lax, CookieReach.OneHost);
        context.Response.Headers.SetCookie = new StringValues(["other=1", "__Host-gateway2=x"]);

        cookie.Clear(context.Response);
        cookie.Set(context.Response, id);

        Assert.Equal(
            ["other=1", "__Host-gateway2=x", $"__Host-gateway={id.Text}; Path=/; HttpOnly; SameSite=Lax; Secure"],
            context.Response.Headers.SetCookie.AsEnumerable());
    }

    [Fact]
    public void C08_Of_many_cookies_of_the_name_the_first_four_different_ones_count()
    {
        var ids = Enumerable.Range(0, 6).Select(_ => SessionId.New()).ToArray();
        var pairs = new[] { ids[0], ids[0], ids[1], ids[2], ids[1], ids[3], ids[4], ids[5] }.Select(one => "SID=" + one.Text);

        var candidates = Candidates(string.Join("; ", pairs));

        Assert.Equal(ids[..4], candidates);
    }

    [Fact]
    public void C09_The_second_of_one_line_and_the_first_of_the_next_are_both_found()
    {
        var other = SessionId.New();

        Assert.Equal([id, other], Candidates($"SID=dead; SID={id.Text}", $"SID={other.Text}"));
    }

    [Fact]
    public void C10_What_is_not_exactly_an_id_is_no_candidate()
    {
        Assert.Empty(Candidates("SID=" + new string('A', 16 * 1024)));
        Assert.Empty(Candidates(string.Join("; ", Enumerable.Range(0, 3_000).Select(n => $"SID=c{n}"))));
        Assert.Empty(Candidates($"SID=\"{id.Text}\""));
        Assert.Empty(Candidates("SID=a,b", $"SID={id.Text},{id.Text}"));
        Assert.Empty(Candidates("=SID", $"={id.Text}"));
        Assert.Empty(Candidates("SID", $"SID{id.Text}"));
        Assert.Empty(Candidates($"SID=\0{id.Text}", $"SID={id.Text}\0", "SID=\u0080" + id.Text[1..], $"SID={id.Text}\u0080"));
        Assert.Empty(Candidates());
    }

    [Theory]
    [InlineData("__Host_SID")]
    [InlineData("..Host-SID")]
    [InlineData(" __Host-SID")]
    [InlineData("__hoST-SID")]
    [InlineData("SID")]
    public void C11_Another_spelling_of_the_name_is_not_our_cookie(string name)
    {
        context.Request.Headers.Cookie = $"{name}={id.Text}";

        Assert.Empty(SessionCookie.For("SID", https: true, SameSiteMode.Lax, CookieReach.OneHost).Candidates(context.Request));
    }

    private IReadOnlyList<SessionId> Candidates(params string[] lines)
    {
        context.Request.Headers.Cookie = lines;
        return SessionCookie.For("SID", https: false, SameSiteMode.Lax, CookieReach.OneHost).Candidates(context.Request);
    }

    private string SetCookie() => Assert.Single(context.Response.Headers.SetCookie)!;
}
