using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>An id token that is not the OP's word, for us, now, gives no session, and userinfo is not even asked.</summary>
public sealed class IdTokenForgeryTests
{
    [Theory]
    [MemberData(nameof(Lies.Of), "A60", MemberType = typeof(Lies))]
    public Task A60_An_unsigned_token_is_refused(string lie) => RefusedLogin.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A76", MemberType = typeof(Lies))]
    public Task A76_Another_issuer_is_refused(string lie) => RefusedLogin.OfAsync(lie);
}
