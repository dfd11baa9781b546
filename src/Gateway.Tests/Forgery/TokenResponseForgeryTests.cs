using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>A token response that is not one gives no session.</summary>
public sealed class TokenResponseForgeryTests
{
    [Theory]
    [MemberData(nameof(Lies.Of), "A53", MemberType = typeof(Lies))]
    public Task A53_A_token_of_another_kind_is_refused(string lie) => RefusedLogin.OfAsync(lie);
}
