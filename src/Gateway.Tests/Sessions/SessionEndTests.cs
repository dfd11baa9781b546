using Gateway.Sessions;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>A session that ends before its time is gone at once and counted by its cause; a store that is away holds nobody up.</summary>
public sealed class SessionEndTests
{
    private readonly VaultStage _stage = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Logout", "logout")]
    [InlineData("Replaced", "replaced")]
    [InlineData("TwoLive", "two_live")]
    [InlineData("RefreshRefused", "refresh_refused")]
    [InlineData("IdTokenRefused", "id_token_refused")]
    [InlineData("BackChannel", "back_channel")]
    [InlineData("FrontChannel", "front_channel")]
    [InlineData("OtherMember", "other_member")]
    public async Task Session_is_counted_once_by_what_ended_it(string cause, string counted)
    {
        var live = await _stage.SignInAsync();

        await _stage.Vault.RemoveAsync(TestKeys.A, live.Id, Enum.Parse<SessionEnd>(cause), Cancel);
        await _stage.Vault.RemoveAsync(TestKeys.A, live.Id, Enum.Parse<SessionEnd>(cause), Cancel);

        Assert.Null(await _stage.FindAsync(live.Id));
        Assert.Equal(1, _stage.Counts.Of("gateway.sessions.ended", ("cause", counted), ("site", "a")));
        Assert.Equal(1, _stage.Counts.Of("gateway.sessions.created", ("site", "a")));
    }

    [Fact]
    public async Task Session_that_ended_and_whose_bytes_come_back_is_opened_anew()
    {
        var live = await _stage.SignInAsync();
        var (key, body) = _stage.Store.Bodies.Single();
        await _stage.FindAsync(live.Id);
        await _stage.Vault.RemoveAsync(TestKeys.A, live.Id, SessionEnd.Logout, Cancel);

        await _stage.Store.CreateAsync(key, body, VaultStage.Inactivity, Cancel);
        await _stage.FindAsync(live.Id);

        Assert.Equal(2, _stage.Seal.Opened);   // no copy of it had stayed in memory
    }

    [Fact]
    public async Task Removal_for_later_goes_at_once_where_the_store_is_there_and_holds_nobody_up_where_it_is_away()
    {
        var (one, two) = (await _stage.SignInAsync(), await _stage.SignInAsync());

        _stage.Vault.RemoveLater(TestKeys.A, one.Id, SessionEnd.Logout);
        _stage.Store.IsAway = true;
        _stage.Vault.RemoveLater(TestKeys.A, two.Id, SessionEnd.Logout);
        _stage.Store.IsAway = false;

        Assert.Null(await _stage.FindAsync(one.Id));
        Assert.NotNull(await _stage.FindAsync(two.Id));   // a real store has noted it
        Assert.Equal(1, _stage.Counts.Of("gateway.sessions.ended"));
    }

    [Fact]
    public async Task Touch_that_the_store_does_not_take_is_left_out()
    {
        var live = await _stage.SignInAsync();
        _stage.Clock.Advance(TimeSpan.FromMinutes(5));
        _stage.Store.IsReadOnly = true;

        Assert.True(await _stage.AskAsync(live.Id));

        Assert.Single(_stage.Store.Touches);
    }

    [Fact]
    public async Task Nothing_moves_the_end_of_a_session()
    {
        var live = await _stage.SignInAsync();

        var fault = await Assert.ThrowsAsync<ArgumentException>(async () => await _stage.Vault.ReplaceAsync(live, live.Session with { EndsAt = live.Session.EndsAt.AddTicks(1) }, Cancel));

        Assert.Equal("Nothing moves the end of a session. (Parameter 'changed')", fault.Message);
    }
}
