using System.Security.Cryptography;
using Gateway.Provider;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Provider;

public sealed class ProviderKeyTests
{
    private static readonly RsaSecurityKey Rsa = new(RSA.Create());

    [Theory]
    [InlineData("k", null, "k", "RS256", true)]
    [InlineData("k", null, null, "RS256", true)]
    [InlineData(null, null, "k", "RS256", true)]
    [InlineData(null, null, null, "RS256", true)]
    [InlineData("k", null, "K", "RS256", false)]
    [InlineData("k", null, "", "RS256", false)]
    [InlineData("k", "RS256", "k", "RS256", true)]
    [InlineData("k", "RS512", "k", "RS256", false)]
    [InlineData("k", null, "k", "PS512", true)]
    [InlineData("k", null, "k", "ES256", false)]
    public void A_key_fits_by_name_and_algorithm_where_both_are_said(string? id, string? algorithm, string? kid, string asked, bool fits) =>
        Assert.Equal(fits, new ProviderKey(id, algorithm, Rsa).Fits(kid, asked));

    [Theory]
    [InlineData("1.2.840.10045.3.1.7", "ES256")]
    [InlineData("1.3.132.0.34", "ES384")]
    [InlineData("1.3.132.0.35", "ES512")]
    public void Each_curve_has_its_one_algorithm(string curve, string algorithm)
    {
        using var ecdsa = ECDsa.Create(ECCurve.CreateFromValue(curve));
        var key = new ProviderKey(null, null, new ECDsaSecurityKey(ecdsa));

        Assert.Equal([algorithm], ((string[])["RS256", "PS256", "ES256", "ES384", "ES512", "HS256"]).Where(asked => key.Fits(null, asked)));
    }

    [Fact]
    public void A_shared_secret_fits_nothing() => Assert.False(new ProviderKey(null, null, new SymmetricSecurityKey(new byte[32])).Fits(null, "HS256"));
}
