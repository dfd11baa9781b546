using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

/// <summary>What userinfo takes back does not come in again by the older id token.</summary>
public sealed class WithdrawnClaimsTests
{
    [Theory]
    [InlineData("""{"sub":"7","trial":"0","level":"gold"}""", """{"trial":"0"}""", """{"level":"gold"}""", """{"sub":"7","level":"gold"}""")]
    [InlineData("""{"trial":"0"}""", """{"trial":"1"}""", "{}", "{}")]                            // whatever it had said
    [InlineData("""{"trial":"0"}""", """{"trial":"1"}""", """{"trial":"1"}""", """{"trial":"0"}""")]      // still said
    [InlineData("""{"trial":"0"}""", "{}", "{}", """{"trial":"0"}""")]                            // never said: not userinfo's to take back
    [InlineData("""{"trial":"0"}""", "{}", """{"trial":"1"}""", """{"trial":"0"}""")]
    [InlineData("""{"sub":"7","aud":["a"]}""", """{"sub":"7","aud":"b"}""", "{}", """{"sub":"7","aud":["a"]}""")]    // of the token itself userinfo cannot speak
    [InlineData("""{"sub":"7","trial":"0","a":{"b":[1.50]}}""", """{"trial":"0"}""", "{}", """{"sub":"7","a":{"b":[1.50]}}""")]
    public void Claim_that_userinfo_said_and_says_no_more_is_not_in_the_id_token_either(string idToken, string before, string now, string left)
    {
        Assert.Equal(left, WithdrawnClaims.Without(Json.Of(idToken), Json.Of(before), Json.Of(now)).GetRawText());
    }

    [Fact]
    public void Id_token_of_which_nothing_was_withdrawn_stays_the_text_that_it_is()
    {
        Assert.Equal("""{ "trial" : "0" }""", WithdrawnClaims.Without(Json.Of("""{ "trial" : "0" }"""), Json.Of("{}"), Json.Of("{}")).GetRawText());
    }
}
