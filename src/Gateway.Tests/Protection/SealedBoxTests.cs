using System.Security.Cryptography;
using System.Text;
using Gateway.Protection;
using Xunit;

namespace Gateway.Tests.Protection;

public sealed class SealedBoxTests
{
    private static readonly byte[] Salt = [1, 2, 3];
    private static readonly byte[] Place = [4, 5, 6];
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes("what nobody else may read");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void What_was_sealed_opens(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);

        var box = SealedBox.Seal(TestKeys.A, "session", Salt, plain, Place);

        Assert.True(SealedBox.TryOpen(TestKeys.A, "session", Salt, box, Place, out var opened));
        Assert.Equal(plain, opened);
    }

    [Fact]
    public void A_box_shows_format_and_key_and_no_word_of_the_text_and_two_boxes_differ()
    {
        var first = Sealed();
        var second = Sealed();

        Assert.Equal(1, first[0]);
        Assert.Equal(TestKeys.A.Sealing.Id, first[1]);
        Assert.Equal(2 + 12 + Plain.Length + 16, first.Length);
        Assert.DoesNotContain("nobody", Encoding.Latin1.GetString(first), StringComparison.Ordinal);
        Assert.NotEqual(first[2..], second[2..]);
    }

    [Fact]
    public void A_box_with_any_one_bit_flipped_does_not_open()
    {
        var box = Sealed();

        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var flipped = box.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertShut(TestKeys.A, "session", Salt, flipped, Place);
        }
    }

    [Fact]
    public void A_box_cut_to_any_length_does_not_open()
    {
        var box = Sealed();

        for (var length = 0; length < box.Length; length++) AssertShut(TestKeys.A, "session", Salt, box[..length], Place);
        AssertShut(TestKeys.A, "session", Salt, [.. box, 0], Place);
    }

    [Fact]
    public void C05_A_box_of_another_key_site_purpose_salt_or_place_does_not_open()
    {
        var box = Sealed();

        AssertShut(TestKeys.OtherAtA, "session", Salt, box, Place);
        AssertShut(TestKeys.B, "session", Salt, box, Place);
        AssertShut(TestKeys.A, "login state", Salt, box, Place);
        AssertShut(TestKeys.A, "session", [1, 2, 4], box, Place);
        AssertShut(TestKeys.A, "session", [], box, Place);
        AssertShut(TestKeys.A, "session", Salt, box, [4, 5, 7]);
        AssertShut(TestKeys.A, "session", Salt, box, []);
    }

    [Fact]
    public void A_box_of_another_passphrase_does_not_open_although_it_claims_our_key_id()
    {
        var box = SealedBox.Seal(TestKeys.OtherAtA, "session", Salt, Plain, Place);
        box[1] = TestKeys.A.Sealing.Id;

        AssertShut(TestKeys.A, "session", Salt, box, Place);
    }

    [Fact]
    public void C44_The_old_passphrase_opens_while_the_new_one_seals()
    {
        var old = Sealed();

        var renewed = SealedBox.Seal(TestKeys.RolledAtA, "session", Salt, Plain, Place);

        Assert.True(SealedBox.TryOpen(TestKeys.RolledAtA, "session", Salt, old, Place, out _));
        Assert.True(SealedBox.TryOpen(TestKeys.RollingAtA, "session", Salt, renewed, Place, out _));
        Assert.True(SealedBox.TryOpen(TestKeys.OtherAtA, "session", Salt, renewed, Place, out _));
        AssertShut(TestKeys.OtherAtA, "session", Salt, old, Place);
        AssertShut(TestKeys.A, "session", Salt, renewed, Place);
    }

    [Fact]
    public async Task Threads_that_seal_and_open_at_once_do_not_disturb_each_other()
    {
        using var together = new Barrier(4);

        var wrong = await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return Enumerable.Range(0, 5_000).Count(round => !RoundTrips(thread, round));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.All(wrong, count => Assert.Equal(0, count));
    }

    private static bool RoundTrips(int thread, int round)
    {
        var plain = Encoding.UTF8.GetBytes($"{thread}/{round}");
        var box = SealedBox.Seal(TestKeys.A, "session", Salt, plain, Place);
        return SealedBox.TryOpen(TestKeys.A, "session", Salt, box, Place, out var opened) && opened.AsSpan().SequenceEqual(plain);
    }

    private static byte[] Sealed() => SealedBox.Seal(TestKeys.A, "session", Salt, Plain, Place);

    private static void AssertShut(PassphraseKeys keys, string purpose, byte[] salt, byte[] box, byte[] place)
    {
        Assert.False(SealedBox.TryOpen(keys, purpose, salt, box, place, out var plain));
        Assert.Empty(plain);
    }
}
