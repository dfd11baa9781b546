using Gateway.Protection;
using Xunit;

namespace Gateway.Tests.Protection;

public sealed class PassphraseKeysTests
{
    [Fact]
    public void A_site_without_a_passphrase_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => new PassphraseKeys("a", []));

        Assert.Equal("A site needs a passphrase. (Parameter 'passphrases')", fault.Message);
    }

    [Fact]
    public void A_site_without_a_name_is_refused() => Assert.Throws<ArgumentException>(() => new PassphraseKeys("", ["correct horse"]));

    // What is sealed in Redis and in browsers outlives a version: PBKDF2 (600,000 rounds) and HKDF, reckoned by other software.
    [Fact]
    public void Keys_are_those_of_every_version()
    {
        Assert.Equal(0xEE, TestKeys.A.Sealing.Id);
        Assert.Equal("F1691E99D1CA590C8BBEEC90EB559E602BBB4E332D3DAAF34CA10B485F61516B", Derive(TestKeys.A, "session", 1));
    }

    [Fact]
    public void Keys_of_before_are_used_on_by_the_same_site_for_the_same_passphrase_only()
    {
        var after = new PassphraseKeys("a", ["another one", "correct horse"], TestKeys.A);

        Assert.Same(TestKeys.A.Sealing, after.All.Last());
        Assert.NotSame(TestKeys.A.Sealing, after.Sealing);
        Assert.NotSame(TestKeys.A.Sealing, new PassphraseKeys("b", ["correct horse"], TestKeys.A).Sealing);
    }

    [Fact]
    public void The_id_of_a_key_follows_the_passphrase_and_not_its_place()
    {
        var old = TestKeys.A.Sealing.Id;

        Assert.Equal(old, TestKeys.RollingAtA.Sealing.Id);
        Assert.Single(TestKeys.RolledAtA.Opening(old));
        Assert.Equal(TestKeys.OtherAtA.Sealing.Id, TestKeys.RolledAtA.Sealing.Id);
    }

    [Fact]
    public void The_same_passphrase_gives_another_key_at_another_site_for_another_purpose_and_salt()
    {
        string[] derived =
        [
            Derive(TestKeys.A, "session", 1),
            Derive(TestKeys.B, "session", 1),
            Derive(TestKeys.A, "state", 1),
            Derive(TestKeys.A, "session", 2),
        ];

        Assert.Equal(4, derived.Distinct().Count());
    }

    [Fact]
    public void The_same_passphrase_gives_the_same_key_on_every_node()
    {
        var elsewhere = new PassphraseKeys("a", ["correct horse"]);

        Assert.Equal(Derive(TestKeys.A, "session", 1), Derive(elsewhere, "session", 1));
    }

    [Fact]
    public void A_passphrase_named_twice_counts_once()
    {
        var keys = new PassphraseKeys("a", ["correct horse", "correct horse"]);

        Assert.Single(keys.Opening(keys.Sealing.Id));
    }

    [Fact]
    public async Task Many_threads_that_ask_first_get_one_and_the_same_key()
    {
        var keys = new PassphraseKeys("a", ["asked by many"]);
        using var together = new Barrier(4);

        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OnThread(() =>
        {
            together.SignalAndWait(TestContext.Current.CancellationToken);
            return keys.Sealing;
        })));

        Assert.Single(asked.Distinct());
    }

    private static string Derive(PassphraseKeys keys, string purpose, byte salt)
    {
        var key = new byte[32];
        keys.Sealing.Derive(purpose, [salt], key);
        return Convert.ToHexString(key);
    }

    private static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
