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
        Assert.Empty(userInfoOnly.Effective(ClaimSources.Both));
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

        Assert.Equal("sub=7 username=alice trial=0 level=gold", Effective(claims, ClaimSources.Both));
    }

    [Theory]
    [InlineData("UserInfo", "sub=7 username=alice trial=0")]
    [InlineData("IdToken", "sub=7 trial=0 level=gold")]
    [InlineData("None", "")]
    public void Effective_names_those_of_one_source_with_the_value_that_counts(string source, string expected)
    {
        var claims = Json.AtLogin("""{"sub":"7","trial":"0","level":"gold"}""", """{"sub":"8","username":"alice","trial":"1"}""");

        Assert.Equal(expected, Effective(claims, Enum.Parse<ClaimSources>(source)));
    }

    [Theory]
    [InlineData("trial sub", "", "sub=7 trial=0")]
    [InlineData(null, "trial sub", "username=alice level=gold")]
    [InlineData("trial sub", "sub", "trial=0")]
    [InlineData("", "", "")]
    public void A_claim_that_is_not_taken_is_not_there(string? only, string dropped, string expected)
    {
        var all = Json.AtLogin("""{"sub":"7","trial":"0","level":"gold"}""", """{"sub":"7","username":"alice","trial":"1"}""");
        var filter = new ClaimFilter(only?.Split(' ').ToHashSet(), dropped.Split(' ').ToHashSet());
        var claims = new ClaimSet(all.IdToken, all.UserInfo, all.Preferred, filter);

        Assert.Equal(expected, Effective(claims, ClaimSources.Both));
        Assert.All(["sub", "trial", "level", "username"], name => Assert.Equal(expected.Contains(name, StringComparison.Ordinal), claims.TryGet(name, out _)));
        Assert.Equal(expected.Contains("username", StringComparison.Ordinal), filter.Of(all.UserInfo).TryGetProperty("username", out _));
    }

    [Fact]
    public void The_empty_set_has_no_claims()
    {
        Assert.True(ClaimSet.Empty.IsEmpty);
        Assert.Empty(ClaimSet.Empty.Effective(ClaimSources.Both));
        Assert.False(ClaimSet.Empty.TryGet("trial", out _));
    }

    [Theory]
    [InlineData("""{"a":1}""", "{}")]
    [InlineData("{}", """{"a":1}""")]
    public void A_set_with_a_claim_of_either_source_is_not_empty(string idToken, string userInfo) => Assert.False(Json.AtLogin(idToken, userInfo).IsEmpty);

    [Theory]
    [InlineData("[]", "{}", "idToken")]
    [InlineData("{}", "7", "userInfo")]
    public void Claims_that_are_no_object_are_a_fault_of_ours(string idToken, string userInfo, string which)
    {
        var fault = Assert.Throws<ArgumentException>(() => Json.AtLogin(idToken, userInfo));

        Assert.Equal($"Claims are a JSON object. (Parameter '{which}')", fault.Message);
    }

    [Fact]
    public void Id_token_is_named_by_the_later_source_where_only_it_has_the_claim()
    {
        var claims = Json.Later("""{"level":"gold"}""", """{"username":"alice"}""");

        Assert.Equal("gold", Text(claims, "level"));
        Assert.Equal("alice", Text(Json.AtLogin("""{"level":"gold"}""", """{"username":"alice"}"""), "username"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"\ud83d\ude00 Zoë"}""")]
    public void A_plain_object_is_taken(string json)
    {
        var taken = ClaimSet.TryParse(Json.Bytes(json), out var parsed, out var fault);

        Assert.Equal((true, ""), (taken, fault));
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
        Assert.False(ClaimSet.TryParse(Json.Bytes(deeper), out _, out var fault));
        Assert.Equal("is no JSON, or is nested deeper than 32 levels", fault);
    }

    private static string? Text(ClaimSet claims, string name)
    {
        Assert.True(claims.TryGet(name, out var value));
        return value.GetString();
    }

    private static string Effective(ClaimSet claims, ClaimSources sources) => string.Join(' ', claims.Effective(sources).Select(claim => $"{claim.Key}={claim.Value.GetString()}"));
}
