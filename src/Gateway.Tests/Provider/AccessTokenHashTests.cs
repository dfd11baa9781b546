using System.Text.Json;
using Gateway.Provider;
using Xunit;

namespace Gateway.Tests.Provider;

public sealed class AccessTokenHashTests
{
    // Access token and hash of OpenID Connect Core 1.0, A.3; the longer ones computed elsewhere.
    private const string Token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    private const string Sha256 = "77QmUPtjPfzWtF2AnpK9RQ";
    private const string Sha384 = "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs";
    private const string Sha512 = "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM";

    [Theory]
    [InlineData("RS256", Sha256, true)]
    [InlineData("ES256", Sha256, true)]
    [InlineData("PS384", Sha384, true)]
    [InlineData("ES512", Sha512, true)]
    [InlineData("RS256", Sha384, false)]
    [InlineData("RS384", Sha256, false)]
    [InlineData("RS512", Sha384, false)]
    [InlineData("RS256", "77QmUPtjPfzWtF2AnpK9Rq", false)]
    [InlineData("RS256", "77QmUPtjPfzWtF2AnpK9RQ==", false)]
    [InlineData("RS256", "", false)]
    public void The_left_half_of_the_algorithms_own_hash_fits(string algorithm, string hash, bool fits) =>
        Assert.Equal(fits, AccessTokenHash.Fits(JsonElement.Parse($$"""{"at_hash":"{{hash}}"}"""), Token, algorithm));

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"at_hash":null}""", false)]
    [InlineData("""{"at_hash":7}""", false)]
    [InlineData("""{"at_hash":["77QmUPtjPfzWtF2AnpK9RQ"]}""", false)]
    public void It_may_be_missing_and_nothing_else_than_text(string claims, bool fits) => Assert.Equal(fits, AccessTokenHash.Fits(JsonElement.Parse(claims), Token, "RS256"));
}
