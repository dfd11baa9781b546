using System.Buffers.Text;
using System.Text;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionIdTests
{
    [Fact]
    public void C01_A_hundred_thousand_ids_all_differ_and_hold_256_random_bits()
    {
        var texts = Enumerable.Range(0, 100_000).Select(_ => SessionId.New().Text).ToArray();

        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.All(texts, text => Assert.Matches("^[A-Za-z0-9_-]{43}$", text));

        // With no time or counter inside, each of the 256 bits is set in about half of the ids (eight standard deviations).
        var set = new int[256];
        foreach (var bytes in texts.Select(text => Base64Url.DecodeFromChars(text)))
        {
            Assert.Equal(32, bytes.Length);
            for (var bit = 0; bit < 256; bit++) set[bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
        }

        Assert.All(set, count => Assert.InRange(count, 50_000 - 1_265, 50_000 + 1_265));
    }

    [Fact]
    public void An_id_reads_back_from_its_text()
    {
        var id = SessionId.New();

        Assert.True(SessionId.TryParse(id.Text, out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAA")]
    [InlineData(" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA\u0000AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA\u0080AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    public void Only_the_one_spelling_of_an_id_is_taken(string value)
    {
        Assert.False(SessionId.TryParse(value, out _));
    }

    [Fact]
    public void The_one_spelling_of_all_zeros_is_taken()
    {
        Assert.True(SessionId.TryParse(new string('A', 43), out _));
    }

    // A member's sessions must be found by nodes of every version; reckoned by other software.
    [Fact]
    public void Names_in_the_store_are_those_of_every_version()
    {
        Assert.True(SessionId.TryParse(new string('A', 43), out var zeros));

        Assert.Equal("gw:a:s:Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU", StoreKey.OfSession("a", zeros));
        Assert.Equal("gw:a:o:qxaEEteFjwRKBRyA77H3gpsUY5_KF9R6lsV189jZ9Qc", StoreKey.OfClaim("a", "state", "the value"));
        Assert.Equal("gw:a:i:o0ITGvR56_n_nvs8JYSK6JauWTAIjjF4Qi_DGiTIK0E", StoreKey.OfSubject("a", Protection.TestKeys.A.Sealing, "sub", "https://op.example", "m0"));
        Assert.Equal("gw:a:i:w37VeooqDkwQNuE613jsC0V-1zW-_m1MEXJl1UXvGt8", StoreKey.OfSubject("a", Protection.TestKeys.A.Sealing, "sid", "https://op.example", "s1"));
    }

    [Fact]
    public void Id_that_was_never_made_has_no_text()
    {
        Assert.Equal("This session id was never made.", Assert.Throws<InvalidOperationException>(() => default(SessionId).Text).Message);
    }

    [Fact]
    public void Nothing_that_could_be_logged_shows_an_id_a_token_or_a_claim()
    {
        var live = new LiveSession(SessionId.New(), Protection.TestKeys.A, SessionSamples.Rich, 1, TimeSpan.Zero);
        var text = new StringBuilder().Append(live).Append(live.Id).Append(live.Session).Append(live.Session.Tokens)
            .Append(new RequestMember(live, false)).ToString();

        Assert.DoesNotContain(live.Id.Text, text, StringComparison.Ordinal);
        Assert.DoesNotContain("access", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("refresh", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("m0", text, StringComparison.Ordinal);
    }
}
