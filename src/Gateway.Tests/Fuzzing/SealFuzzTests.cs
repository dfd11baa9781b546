using System.Security.Cryptography;
using System.Text;
using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Tests.Protection;
using Gateway.Tests.Sessions;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>What we sealed opens as it was sealed, and nothing else opens: no bit of it changed, in no other place.</summary>
public sealed class SealFuzzTests
{
    private const string StoreKey = "gw:a:s:one";

    [Fact]
    public void A_state_that_was_changed_is_no_state()
    {
        var now = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        LoginState[] made = [.. new[] { "/", "/members/?a=1", "/é", new string('x', LoginState.MostPathBytes) }.Select(path => LoginState.New(path, now, RandomNumberGenerator.GetBytes(16), 7))];
        made = [.. made, made[1].Again(now.AddSeconds(5), made[0].BindingHash, 8)];
        var states = made.Zip(made.Select(state => state.Seal(TestKeys.A))).ToDictionary(pair => pair.Second, pair => pair.First);

        Assert.All(states.Keys, state => Assert.Null(LoginState.Open(TestKeys.B, state)));
        Assert.All(states.Keys, state => Assert.Null(LoginState.Open(TestKeys.OtherAtA, state)));
        new Fuzz("state", [.. states.Keys], "-", "_", "=", "+", "/", " ", "A", ".", "\n", "AQ").Run((string text) =>
        {
            var opened = LoginState.Open(TestKeys.A, text);

            Assert.Equal(states.ContainsKey(text), opened is not null);
            if (opened is null) return "refused";
            var sealedHere = states[text];
            Assert.Equal((sealedHere.ReturnPath, sealedHere.StartedAt, sealedHere.BegunAt, sealedHere.Starts, sealedHere.SiteMark), (opened.ReturnPath, opened.StartedAt, opened.BegunAt, opened.Starts, opened.SiteMark));
            Assert.Equal((sealedHere.Name, Convert.ToHexString(sealedHere.BindingHash)), (opened.Name, Convert.ToHexString(opened.BindingHash)));
            return "opened";
        });
    }

    [Fact]
    public void A_stored_session_that_was_changed_or_moved_opens_nowhere()
    {
        var (seal, id) = (new SessionSeal(), SessionId.New());
        byte[][] bodies = [seal.Seal(TestKeys.A, id, StoreKey, SessionSamples.Full), seal.Seal(TestKeys.A, id, StoreKey, SessionSamples.Rich)];
        var known = bodies.Select(Convert.ToHexString).ToHashSet();
        foreach (var body in bodies)
        {
            Assert.Equal(Opening.Unreadable, seal.Open(TestKeys.A, SessionId.New(), StoreKey, body, out _));
            Assert.Equal(Opening.Unreadable, seal.Open(TestKeys.A, id, StoreKey + "2", body, out _));
            Assert.Equal(Opening.Unreadable, seal.Open(TestKeys.B, id, StoreKey, body, out _));
            Assert.Equal(Opening.Unreadable, seal.Open(TestKeys.OtherAtA, id, StoreKey, body, out _));
        }

        new Fuzz("sealed-session", bodies).Run((byte[] bytes) =>
        {
            var opening = seal.Open(TestKeys.A, id, StoreKey, bytes, out var session);

            Assert.Equal(known.Contains(Convert.ToHexString(bytes)), opening == Opening.Opened);
            Assert.Equal(opening == Opening.Opened, session is not null);
            return opening.ToString();
        });
    }
}
