using System.Text.Json;
using Gateway.Claims;
using Xunit;

namespace Gateway.Tests.Claims;

public sealed class ClaimSetTests
{
    [Fact]
    public void A98_At_login_the_id_token_wins_and_afterwards_the_source_obtained_later()
    {
        var atLogin = Json.AtLogin("""{"trial":"0"}""", """{"trial":"1"}""");
        var reversed = Json.AtLogin("""{"trial":"1"}""", """{"trial":"0"}""");
        var afterwards = Json.Later("""{"trial":"0"}""", """{"trial":"1"}""");

        Assert.Equal("0", Text(atLogin, "trial"));
        Assert.Equal("1", Text(reversed, "trial"));
        Assert.Equal("1", Text(afterwards, "trial"));
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("azp")]
    [InlineData("exp")]
    [InlineData("iat")]
    [InlineData("nbf")]
    [InlineData("nonce")]
    [InlineData("at_hash")]
    [InlineData("auth_time")]
    [InlineData("sid")]
    [InlineData("acr")]
    [InlineData("amr")]
    public void Protocol_claims_come_from_the_id_token_only(string name)
    {
        var both = Json.Later($$"""{"{{name}}":"token"}""", $$"""{"{{name}}":"userinfo"}""");
        var userInfoOnly = Json.Later("{}", $$"""{"{{name}}":"userinfo"}""");

        Assert.True(ClaimSet.IsProtocolClaim(name));
        Assert.Equal("token", Text(both, name));
        Assert.False(userInfoOnly.TryGet(name, out _));
        Assert.Empty(userInfoOnly.Effective());
    }

    [Fact]
    public void A96_Rules_see_the_exact_name_only()
    {
        var claims = Json.AtLogin("{}", """{"OIDC_CLAIM_trial":"0","claim_trial":"0","Trial":"0","trial":"1"}""");

        Assert.Equal("1", Text(claims, "trial"));
        Assert.False(claims.TryGet("TRIAL", out _));
    }

    [Fact]
    public void Effective_names_each_claim_once_in_order_with_the_value_that_counts()
    {
        var claims = Json.AtLogin("""{"sub":"7","trial":"0","level":"gold"}""", """{"sub":"7","username":"alice","trial":"1"}""");

        var effective = claims.Effective().Select(claim => $"{claim.Key}={claim.Value.GetString()}");

        Assert.Equal(["username=alice", "trial=0", "sub=7", "level=gold"], effective);
    }

    [Fact]
    public void The_empty_set_has_no_claims()
    {
        Assert.True(ClaimSet.Empty.IsEmpty);
        Assert.Empty(ClaimSet.Empty.Effective());
        Assert.False(ClaimSet.Empty.TryGet("trial", out _));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"\ud83d\ude00 Zoë"}""")]
    public void A_plain_object_is_taken(string json)
    {
        var taken = ClaimSet.TryParse(Json.Bytes(json), out var parsed, out var fault);

        Assert.True(taken, fault);
        Assert.Equal(JsonValueKind.Object, parsed.ValueKind);
    }

    [Theory]
    [InlineData("", "is no JSON, or is nested deeper than 32 levels")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("\"text\"", "is no JSON object")]
    [InlineData("{} {}", "is no JSON, or is nested deeper than 32 levels")]
    [InlineData("{'a':1}", "is no JSON, or is nested deeper than 32 levels")]
    [InlineData("{\"a\":1,}", "is no JSON, or is nested deeper than 32 levels")]
    [InlineData("{/* */}", "is no JSON, or is nested deeper than 32 levels")]
    [InlineData("\uFEFF{}", "starts with a byte order mark")]
    [InlineData("""{"trial":"1","trial":"0"}""", "has the same name twice in one object")]
    [InlineData("""{"trial":"1","\u0074rial":"0"}""", "has the same name twice in one object")]
    [InlineData("""{"plan":{"list":[{"a":1,"a":1}]}}""", "has the same name twice in one object")]
    [InlineData("""{"a":"\ud800"}""", "holds half of a surrogate pair")]
    [InlineData("""{"\udc00":1}""", "holds half of a surrogate pair")]
    public void What_can_be_read_in_two_ways_is_refused(string json, string expected)
    {
        var taken = ClaimSet.TryParse(Json.Bytes(json), out _, out var fault);

        Assert.False(taken);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        byte[] json = [.. Json.Bytes("{\"a\":\""), 0xFF, .. Json.Bytes("\"}")];

        Assert.False(ClaimSet.TryParse(json, out _, out var fault));
        Assert.Equal("is not valid UTF-8", fault);
    }

    [Fact]
    public void Thirty_two_levels_are_taken_and_thirty_three_are_not()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 31)) + "{}" + new string('}', 31);
        var deeper = "{\"a\":" + deep + "}";

        Assert.True(ClaimSet.TryParse(Json.Bytes(deep), out _, out _));
        Assert.False(ClaimSet.TryParse(Json.Bytes(deeper), out _, out _));
    }

    private static string? Text(ClaimSet claims, string name)
    {
        Assert.True(claims.TryGet(name, out var value));
        return value.GetString();
    }
}
