using Gateway.Sessions;
using Gateway.Tests.Protection;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionFinderTests
{
    private static readonly SessionCookie Cookie = SessionCookie.For("SID", https: false, SameSiteMode.Lax, CookieReach.OneHost);

    private readonly VaultStage stage = new();
    private readonly DefaultHttpContext context = new();

    [Fact]
    public async Task A_request_without_our_cookie_asks_no_store()
    {
        Assert.Null(await FindAsync("other=1"));

        Assert.Equal(0, stage.Store.Finds);
    }

    [Fact]
    public async Task The_session_of_the_cookie_is_found_in_one_trip()
    {
        var live = await stage.SignInAsync();

        var found = await FindAsync($"SID={live.Id.Text}");

        Assert.Equal(live.Id, found!.Id);
        Assert.Equal(1, stage.Store.Finds);
    }

    [Fact]
    public async Task C08_Two_live_sessions_both_go_and_neither_counts()
    {
        var member = await stage.SignInAsync();
        var planted = await stage.SignInAsync(SessionSamples.Full with { User = "attacker" });

        Assert.Null(await FindAsync($"SID={planted.Id.Text}; SID={member.Id.Text}"));

        Assert.Null(await stage.FindAsync(planted.Id));
        Assert.Null(await stage.FindAsync(member.Id));
        var again = await stage.SignInAsync();
        Assert.Equal(again.Id, (await FindAsync($"SID={planted.Id.Text}; SID={again.Id.Text}"))!.Id);
        Assert.Empty(context.Response.Headers);
    }

    [Fact]
    public async Task C08_The_same_live_session_sent_twice_is_one_session()
    {
        var live = await stage.SignInAsync();

        var found = await FindAsync($"SID={live.Id.Text}; SID={live.Id.Text}");

        Assert.Equal(live.Id, found!.Id);
    }

    [Fact]
    public async Task C08_A_live_session_of_another_site_does_not_count_and_is_left_alone()
    {
        var here = await stage.SignInAsync();
        var elsewhere = await stage.SignInAsync(keys: TestKeys.B);

        var found = await FindAsync($"SID={elsewhere.Id.Text}; SID={here.Id.Text}");

        Assert.Equal(here.Id, found!.Id);
        Assert.NotNull(await stage.FindAsync(elsewhere.Id, TestKeys.B));
    }

    [Fact]
    public async Task C09_The_live_session_is_found_behind_a_dead_one_and_in_the_second_line()
    {
        var live = await stage.SignInAsync();
        var dead = SessionId.New();

        Assert.Equal(live.Id, (await FindAsync($"SID={dead.Text}; SID={live.Id.Text}"))!.Id);
        Assert.Equal(live.Id, (await FindAsync($"SID={dead.Text}", $"SID={live.Id.Text}"))!.Id);
        Assert.Null(await FindAsync($"SID={dead.Text}; SID={SessionId.New().Text}"));
    }

    [Fact]
    public async Task C12_An_unknown_cookie_costs_one_read_and_nothing_is_set_or_remembered()
    {
        Assert.Null(await FindAsync($"SID={SessionId.New().Text}"));

        Assert.Equal(1, stage.Store.Finds);
        Assert.Empty(context.Response.Headers);
        Assert.Empty(context.Items);
    }

    private async Task<LiveSession?> FindAsync(params string[] lines)
    {
        context.Request.Headers.Cookie = lines;
        return await new SessionFinder(stage.Vault).FindAsync(context, Cookie, TestKeys.A, TestContext.Current.CancellationToken);
    }
}
