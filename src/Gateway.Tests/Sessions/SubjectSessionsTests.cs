using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Sessions;

/// <summary>What the OP ends, by a member's name or by that of one sign-in, ends here: the sessions there are, and the logins under way.</summary>
public sealed class SubjectSessionsTests
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VaultStage _stage = new();
    private readonly FailingIndex _index;
    private readonly SubjectSessions _subjects;

    public SubjectSessionsTests()
    {
        _index = new FailingIndex(_stage.Clock);
        _subjects = new SubjectSessions(_index, _stage.Vault, _stage.Clock);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _stage.Clock.GetUtcNow();

    [Fact]
    public async Task End_of_a_member_ends_all_of_his_sessions_and_nobody_elses()
    {
        var (one, two, other) = (await SignInAsync("m0", "s1"), await SignInAsync("m0", "s2"), await SignInAsync("m1", "s3"));

        await EndAsync(new Subject("https://op.example", "m0", null));

        Assert.Equal("gone gone live", await AreLiveAsync(one, two, other));
        Assert.Equal(2, _stage.Counts.Of("gateway.sessions.ended", ("cause", "back_channel"), ("site", "a")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("m0")]      // of both names the sign-in counts
    public async Task End_of_a_sign_in_leaves_the_members_other_sessions(string? member)
    {
        var (one, two) = (await SignInAsync("m0", "s1"), await SignInAsync("m0", "s2"));

        await EndAsync(new Subject("https://op.example", member, "s1"));

        Assert.Equal("gone live", await AreLiveAsync(one, two));
    }

    [Fact]
    public async Task Same_names_at_another_op_and_of_another_site_are_others()
    {
        var (elsewhere, beside) = (await SignInAsync("m0", "s1", issuer: "https://other.example"), await SignInAsync("m0", "s1", TestKeys.B));

        await EndAsync(new Subject("https://op.example", "m0", null));
        await EndAsync(new Subject("https://op.example", null, "s1"));

        Assert.Equal("live", await AreLiveAsync(elsewhere));
        Assert.NotNull(await _stage.FindAsync(beside, TestKeys.B));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0.9, true)]     // of the same second
    [InlineData(1, false)]
    public async Task Login_that_the_op_had_begun_by_then_has_ended_too(double seconds, bool ended)
    {
        await EndAsync(new Subject("https://op.example", "m0", null));

        Assert.Equal(ended, await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", "s1"), Now.AddSeconds(seconds), Cancel));
        Assert.False(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m1", "s1"), Now.AddSeconds(seconds), Cancel));
    }

    [Fact]
    public async Task Login_under_way_is_ended_by_its_sign_in_too_and_once_the_memory_is_over_by_none()
    {
        await EndAsync(new Subject("https://op.example", null, "s1"));

        Assert.True(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", "s1"), Now, Cancel));
        Assert.False(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", null), Now, Cancel));
        _stage.Clock.Advance(Memory);
        Assert.False(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", "s1"), Now, Cancel));
    }

    [Fact]
    public async Task Login_under_way_whose_member_and_sign_in_have_both_ended_has_ended()
    {
        await EndAsync(new Subject("https://op.example", "m0", null));
        await EndAsync(new Subject("https://op.example", null, "s1"));

        Assert.True(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", "s1"), Now, Cancel));
    }

    [Fact]
    public async Task While_the_passphrase_is_rolled_over_both_generations_end()
    {
        var (old, renewed) = (await SignInAsync("m0", "s1"), await SignInAsync("m0", "s2", TestKeys.RolledAtA));

        await _subjects.EndAsync(TestKeys.RolledAtA, new Subject("https://op.example", "m0", null), Now, Memory, Cancel);

        Assert.Null(await _stage.FindAsync(old));
        Assert.Null(await _stage.FindAsync(renewed, TestKeys.RolledAtA));
        Assert.True(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", "s3"), Now, Cancel));
        Assert.True(await _subjects.IsEndedAsync(TestKeys.OtherAtA, SessionOf("m0", "s3"), Now, Cancel));
    }

    [Theory]
    [InlineData(null, "s1", true)]
    [InlineData("m1", null, true)]
    [InlineData("m0", "s1", true)]
    [InlineData("m1", "s1", false)]     // a sign-in of another member
    [InlineData("m1", "unknown", true)]
    public async Task Two_names_agree_unless_the_sign_in_is_another_members(string? member, string? signIn, bool agrees)
    {
        await SignInAsync("m0", "s1");
        await SignInAsync("m1", "s2");

        Assert.Equal(agrees, await _subjects.AgreesAsync(TestKeys.A, new Subject("https://op.example", member, signIn), Cancel));
    }

    [Fact]
    public async Task Browser_that_knows_the_sign_in_ends_its_sessions_and_no_login_under_way()
    {
        var (one, two) = (await SignInAsync("m0", "s1"), await SignInAsync("m0", "s2"));

        await _subjects.EndSignInAsync(TestKeys.A, "https://op.example", "s1", Cancel);

        Assert.Equal("gone live", await AreLiveAsync(one, two));
        Assert.False(await _subjects.IsEndedAsync(TestKeys.A, SessionOf("m0", "s1"), Now, Cancel));
        Assert.Equal(1, _stage.Counts.Of("gateway.sessions.ended", ("cause", "front_channel")));
    }

    [Fact]
    public async Task Session_stands_in_the_index_until_its_end_and_under_no_name_that_can_be_read()
    {
        await SignInAsync("m0", "s1");

        Assert.All(_index.Added, entry => Assert.Equal(TimeSpan.FromHours(8), entry.Lifetime));
        Assert.Equal(["gw:a:i:o0ITGvR56_n_nvs8JYSK6JauWTAIjjF4Qi_DGiTIK0E", "gw:a:i:w37VeooqDkwQNuE613jsC0V-1zW-_m1MEXJl1UXvGt8"], _index.Added.Select(entry => entry.Subject));
        Assert.All(_index.Added, entry => Assert.Matches("^gw:a:s:[A-Za-z0-9_-]{43}$", entry.Key));
    }

    [Fact]
    public async Task Store_that_is_away_is_told_each_second_until_it_has_taken_the_end()
    {
        var one = await SignInAsync("m0", "s1");
        _index.IsAway = _stage.Store.IsAway = true;

        var end = EndAsync(new Subject("https://op.example", "m0", null)).AsTask();
        await PassAsync(1);
        await WaitingAsync(2);
        _index.IsAway = false;
        _stage.Clock.Advance(Second);
        await PassAsync(3);
        await WaitingAsync(4);
        _stage.Store.IsAway = false;
        _stage.Clock.Advance(Second);

        await end;
        Assert.Equal("gone", await AreLiveAsync(one));
    }

    [Fact]
    public async Task Store_that_stays_away_is_told_for_as_long_as_the_end_would_be_remembered()
    {
        _index.IsAway = true;

        var end = _subjects.EndAsync(TestKeys.A, new Subject("https://op.example", "m0", null), Now, 2 * Second, Cancel).AsTask();
        await PassAsync(1);
        await PassAsync(2);

        await Assert.ThrowsAsync<SessionStoreUnavailableException>(() => end);
        Assert.Equal(2, _stage.Clock.Timers(Second));
    }

    private static Session SessionOf(string member, string? signIn, string issuer = "https://op.example") => SessionSamples.Full with
    {
        Issuer = issuer,
        IdTokenClaims = SessionSamples.Json(signIn is null ? $$"""{"sub":"{{member}}"}""" : $$"""{"sub":"{{member}}","sid":"{{signIn}}"}"""),
    };

    private async Task<SessionId> SignInAsync(string member, string signIn, PassphraseKeys? keys = null, string issuer = "https://op.example")
    {
        var live = await _stage.SignInAsync(SessionOf(member, signIn, issuer), keys);
        await _subjects.NoteAsync(live.Keys, live.Id, live.Session, Cancel);
        return live.Id;
    }

    private ValueTask EndAsync(Subject subject) => _subjects.EndAsync(TestKeys.A, subject, Now, Memory, Cancel);

    private async Task<string> AreLiveAsync(params SessionId[] ids)
    {
        var states = new List<string>();
        foreach (var id in ids) states.Add(await _stage.FindAsync(id) is null ? "gone" : "live");
        return string.Join(' ', states);
    }

    private async Task PassAsync(int timers)
    {
        await WaitingAsync(timers);
        _stage.Clock.Advance(Second);
    }

    private Task WaitingAsync(int timers) => _stage.Clock.WaitingAsync(Second, timers, Cancel).WaitAsync(Patience.Limit, TimeProvider.System);

    // A memory index that can be away and shows what was added.
    private sealed class FailingIndex(TimeProvider time) : ISubjectIndex
    {
        private readonly MemorySubjectIndex _inner = new(time);

        public bool IsAway { get; set; }

        public List<(string Subject, string Key, TimeSpan Lifetime)> Added { get; } = [];

        public ValueTask AddAsync(string subject, string key, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            Added.Add((subject, key, lifetime));
            return _inner.AddAsync(subject, key, lifetime, cancellationToken);
        }

        public ValueTask<IReadOnlyList<string>> FindAsync(string subject, CancellationToken cancellationToken) => _inner.FindAsync(subject, cancellationToken);

        public ValueTask<IReadOnlyList<string>> EndAsync(string subject, DateTimeOffset issued, TimeSpan lifetime, CancellationToken cancellationToken) =>
            IsAway ? throw new SessionStoreUnavailableException("The index is away.") : _inner.EndAsync(subject, issued, lifetime, cancellationToken);

        public ValueTask<DateTimeOffset?> FindEndAsync(string subject, CancellationToken cancellationToken) => _inner.FindEndAsync(subject, cancellationToken);
    }
}
