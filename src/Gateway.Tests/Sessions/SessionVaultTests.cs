using System.Text;
using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Tests.Protection;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionVaultTests
{
    private readonly VaultStage stage = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_session_is_found_by_its_id_and_by_no_other()
    {
        var made = await stage.SignInAsync();

        var found = await stage.FindAsync(made.Id);

        Assert.NotNull(found);
        Assert.Equal("m0", found.Session.User);
        Assert.Equal(made.Version, found.Version);
        Assert.Equal(made.Remaining, found.Remaining);
        Assert.Same(TestKeys.A, found.Keys);
        Assert.Null(await stage.FindAsync(SessionId.New()));
        Assert.Empty(stage.Log.All);
    }

    [Fact]
    public async Task A_removed_session_is_gone()
    {
        var live = await stage.SignInAsync();

        await stage.Vault.RemoveAsync(TestKeys.A, live.Id, SessionEnd.Logout, Cancel);

        Assert.Null(await stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task Replace_works_on_what_was_read_and_on_what_it_returned()
    {
        var read = await stage.SignInAsync();

        var first = await stage.Vault.ReplaceAsync(read, read.Session with { User = "first" }, Cancel);
        var second = await stage.Vault.ReplaceAsync(first!, read.Session with { User = "second" }, Cancel);
        var late = await stage.Vault.ReplaceAsync(read, read.Session with { User = "late" }, Cancel);

        Assert.Equal("first", first!.Session.User);
        Assert.Equal("second", second!.Session.User);
        Assert.Null(late);
        Assert.Equal("second", (await stage.FindAsync(read.Id))!.Session.User);
    }

    [Fact]
    public async Task C30_A_slow_replace_after_the_logout_does_not_bring_the_session_back()
    {
        var live = await stage.SignInAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Store.ReplaceGate = gate.Task;
        var slow = stage.Vault.ReplaceAsync(live, live.Session with { User = "late" }, Cancel).AsTask();

        await stage.Vault.RemoveAsync(TestKeys.A, live.Id, SessionEnd.Logout, Cancel);
        gate.SetResult();

        Assert.Null(await slow);
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        await stage.Vault.TouchIfDueAsync(live with { Remaining = TimeSpan.FromMinutes(1) }, VaultStage.Inactivity, Cancel);
        Assert.Null(await stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task Of_two_replaces_on_one_version_one_wins()
    {
        var live = await stage.SignInAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Store.ReplaceGate = gate.Task;
        var one = stage.Vault.ReplaceAsync(live, live.Session with { User = "one" }, Cancel).AsTask();
        var two = stage.Vault.ReplaceAsync(live, live.Session with { User = "two" }, Cancel).AsTask();

        gate.SetResult();
        var results = await Task.WhenAll(one, two);

        var winner = Assert.Single(results, result => result is not null);
        Assert.Equal(winner!.Session.User, (await stage.FindAsync(live.Id))!.Session.User);
    }

    [Fact]
    public async Task A_full_store_makes_no_session_and_raises_the_alarm()
    {
        var full = new VaultStage(maxSessions: 1);
        var first = await full.SignInAsync();

        var second = await full.Vault.CreateAsync(TestKeys.A, SessionId.New(), SessionSamples.Full, VaultStage.Inactivity, Cancel);

        Assert.Null(second);
        Assert.NotNull(await full.FindAsync(first.Id));
        Assert.Equal(["The session store is full: nobody can sign in at site a."], full.Log.Warnings);
    }

    [Fact]
    public async Task A_claim_counts_once_for_each_purpose_and_site_and_the_store_sees_no_value()
    {
        var minute = TimeSpan.FromMinutes(1);

        Assert.True(await stage.Vault.ClaimOnceAsync(TestKeys.A, "state", "the value", minute, Cancel));
        Assert.False(await stage.Vault.ClaimOnceAsync(TestKeys.A, "state", "the value", minute, Cancel));
        Assert.True(await stage.Vault.ClaimOnceAsync(TestKeys.A, "logout", "the value", minute, Cancel));
        Assert.True(await stage.Vault.ClaimOnceAsync(TestKeys.B, "state", "the value", minute, Cancel));
        Assert.True(await stage.Vault.ClaimOnceAsync(TestKeys.A, "state", "another", minute, Cancel));

        Assert.All(stage.Store.Claims, key => Assert.Matches("^gw:[ab]:o:[A-Za-z0-9_-]{43}$", key));
    }

    [Fact]
    public async Task C02_A_dump_of_the_store_opens_nothing_not_even_with_the_passphrase()
    {
        var live = await stage.SignInAsync();
        var (key, body) = Assert.Single(stage.Store.Bodies);
        var dump = key + Encoding.Latin1.GetString(body);

        string[] secrets = [live.Id.Text, "access-token-of-m0", "refresh-token-of-m0", "id-token-of-m0", "username", "trial", "op.example"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, dump, StringComparison.Ordinal));
        Assert.Matches("^gw:a:s:[A-Za-z0-9_-]{43}$", key);

        // What the thief has: key, body, passphrase. What he can try as salt: nothing, what the key shows, any id of his own.
        byte[] place = [1, .. Encoding.UTF8.GetBytes("a\0" + key)];
        byte[][] salts = [[], System.Buffers.Text.Base64Url.DecodeFromChars(key.AsSpan(7)), new byte[32]];
        Assert.All(salts, salt => Assert.False(SealedBox.TryOpen(TestKeys.A, "session", salt, body.AsSpan(1), place, out _)));
        var own = new byte[32];
        live.Id.CopyTo(own);
        Assert.True(SealedBox.TryOpen(TestKeys.A, "session", own, body.AsSpan(1), place, out _));
    }

    [Fact]
    public async Task C03_A_body_copied_under_the_key_of_another_id_is_no_session()
    {
        await stage.SignInAsync();
        var stolen = stage.Store.Bodies.Values.Single();
        var attacker = await stage.SignInAsync(SessionSamples.Full with { User = "m1" });

        stage.Store.Instead = stolen;

        Assert.Null(await stage.FindAsync(attacker.Id));
        Assert.Single(stage.Log.Warnings);
    }

    [Fact]
    public async Task C04_C22_A_session_of_site_a_is_none_at_site_b_wherever_its_body_lies()
    {
        var atA = await stage.SignInAsync();
        var (keyA, body) = Assert.Single(stage.Store.Bodies);

        Assert.Null(await stage.FindAsync(atA.Id, TestKeys.B));
        Assert.Empty(stage.Log.All);

        var keyB = keyA.Replace("gw:a:", "gw:b:", StringComparison.Ordinal);
        await stage.Store.CreateAsync(keyB, body, VaultStage.Inactivity, Cancel);
        Assert.Null(await stage.FindAsync(atA.Id, TestKeys.B));
        Assert.Equal([$"A session of site b does not open and is left to expire: {keyB}."], stage.Log.Warnings);
        Assert.Empty(stage.Store.Touches);
        Assert.NotNull(await stage.FindAsync(atA.Id));
    }

    [Fact]
    public async Task C05_A_box_of_another_purpose_key_or_place_put_in_place_of_the_body_is_no_session()
    {
        var live = await stage.SignInAsync();
        var key = stage.Store.Bodies.Keys.Single();
        var id = new byte[32];
        live.Id.CopyTo(id);
        var plain = SessionBody.Write(SessionSamples.Full);
        byte[] place = [1, .. Encoding.UTF8.GetBytes("a\0" + key)];
        byte[] placeOfNewer = [2, .. place[1..]];

        byte[][] boxes =
        [
            SealedBox.Seal(TestKeys.A, "state", id, plain, place),
            SealedBox.Seal(TestKeys.OtherAtA, "session", id, plain, place),
            SealedBox.Seal(TestKeys.B, "session", id, plain, place),
            SealedBox.Seal(TestKeys.A, "session", id, plain, placeOfNewer),
            SealedBox.Seal(TestKeys.A, "session", id, plain, []),
        ];

        foreach (var box in boxes) await AssertUnreadableAsync(live, [1, .. box]);
        stage.Store.Instead = [1, .. SealedBox.Seal(TestKeys.A, "session", id, plain, place)];
        Assert.NotNull(await stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task C40_A_damaged_body_is_no_session_one_warning_and_stays()
    {
        var live = await stage.SignInAsync();
        var (key, body) = Assert.Single(stage.Store.Bodies);
        var id = new byte[32];
        live.Id.CopyTo(id);
        byte[] place = [1, .. Encoding.UTF8.GetBytes("a\0" + key)];
        byte[] flipped = [.. body];
        flipped[body.Length / 2] ^= 1;

        await AssertUnreadableAsync(live, flipped);
        await AssertUnreadableAsync(live, body[..^1]);
        await AssertUnreadableAsync(live, body[..1]);
        await AssertUnreadableAsync(live, []);
        await AssertUnreadableAsync(live, new byte[1 << 20]);
        await AssertUnreadableAsync(live, [1, .. new byte[1 << 20]]);
        await AssertUnreadableAsync(live, [1, .. SealedBox.Seal(TestKeys.A, "session", id, "[1,2]"u8, place)]);
        await AssertUnreadableAsync(live, [1, .. SealedBox.Seal(TestKeys.A, "session", id, "{}"u8, place)]);

        stage.Store.Instead = null;
        Assert.NotNull(await stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task C41_A_body_of_a_newer_gateway_is_no_session_is_not_removed_and_raises_no_alarm()
    {
        var live = await stage.SignInAsync();
        stage.Store.Instead = [SessionBody.Newest + 1, .. stage.Store.Bodies.Values.Single()[1..]];

        Assert.Null(await stage.FindAsync(live.Id));

        Assert.Empty(stage.Log.Warnings);
        Assert.Equal([$"A session of site a was written by a newer Gateway (format {SessionBody.Newest + 1})."], stage.Log.All.Select(line => line.Text));
        stage.Store.Instead = null;
        Assert.NotNull(await stage.FindAsync(live.Id));
    }

    [Fact]
    public async Task C41_A_body_of_an_older_gateway_is_read_and_goes_to_the_newer_version_when_it_needs_that()
    {
        var older = await stage.SignInAsync();
        Assert.Equal(1, stage.Store.Bodies.Values.Single()[0]);

        var second = new Attempt(SessionSamples.Start, "hash", IsSecond: true);
        var newer = await stage.Vault.ReplaceAsync((await stage.FindAsync(older.Id))!, older.Session with { RefreshAttempt = second }, Cancel);
        Assert.Equal(2, stage.Store.Bodies.Values.Single()[0]);
        Assert.Equal(second, (await stage.FindAsync(older.Id))!.Session.RefreshAttempt);
        await stage.Vault.ReplaceAsync(newer!, older.Session, Cancel);

        Assert.Equal(1, stage.Store.Bodies.Values.Single()[0]);
        Assert.Null((await stage.FindAsync(older.Id))!.Session.RefreshAttempt);
        Assert.Empty(stage.Log.All);
    }

    [Fact]
    public async Task Session_of_the_newest_version_is_found_with_all_it_holds()
    {
        var live = await stage.SignInAsync(SessionSamples.Rich);

        Assert.Equal(SessionBody.Newest, stage.Store.Bodies.Values.Single()[0]);
        Assert.Equal(SessionSamples.Rich.UserInfoJwt, (await stage.FindAsync(live.Id))!.Session.UserInfoJwt);
    }

    [Fact]
    public async Task C44_A_passphrase_is_rolled_over_without_losing_a_session()
    {
        var old = await stage.SignInAsync();
        var renewed = await stage.SignInAsync(keys: TestKeys.RolledAtA);

        Assert.NotNull(await stage.FindAsync(old.Id, TestKeys.RolledAtA));
        Assert.NotNull(await stage.FindAsync(renewed.Id, TestKeys.RollingAtA));
        Assert.NotNull(await stage.FindAsync(renewed.Id, TestKeys.OtherAtA));
        Assert.Null(await stage.FindAsync(old.Id, TestKeys.OtherAtA));

        var read = await stage.FindAsync(old.Id, TestKeys.RolledAtA);
        await stage.Vault.ReplaceAsync(read!, read!.Session, Cancel);
        Assert.NotNull(await stage.FindAsync(old.Id, TestKeys.OtherAtA));
    }

    [Fact]
    public async Task C46_Claims_of_300_kB_are_stored_whole()
    {
        var text = $$"""{"sub":"m0","big":"{{new string('x', 300 * 1024)}}","trial":0}""";
        var live = await stage.SignInAsync(SessionSamples.Full with { UserInfoClaims = SessionSamples.Json(text) });

        var found = await stage.FindAsync(live.Id);

        Assert.Equal(text, found!.Session.UserInfoClaims.GetRawText());
    }

    private async Task AssertUnreadableAsync(LiveSession live, byte[] body)
    {
        stage.Log.All.Clear();
        stage.Store.Instead = body;

        Assert.Null(await stage.FindAsync(live.Id));
        Assert.Equal(
            [$"A session of site a does not open and is left to expire: {stage.Store.Bodies.Keys.First()}."], stage.Log.Warnings);
    }
}
