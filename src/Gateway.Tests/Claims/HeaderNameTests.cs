using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class HeaderNameTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("OIDC_claim_trial", "OIDC_CLAIM_TRIAL")]
    [InlineData("X-Forwarded.For 2", "X_FORWARDED_FOR_2")]
    [InlineData("azAZ09é", "AZAZ09_")]
    public void A_name_is_folded_as_php_folds_it(string name, string folded) => Assert.Equal(folded, HeaderName.Fold(name));
}
