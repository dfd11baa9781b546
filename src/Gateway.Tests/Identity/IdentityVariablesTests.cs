using System.Diagnostics.Metrics;
using System.Text;
using Gateway.Claims;
using Gateway.Identity;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Gateway.Tests.Protection;
using Gateway.Tests.Sessions;
using Gateway.Tests.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Identity;

public sealed class IdentityVariablesTests
{
    [Theory]
    [InlineData("""{"x":"text"}""", "text")]
    [InlineData("""{"x":""}""", "")]
    [InlineData("""{"x":true}""", "1")]
    [InlineData("""{"x":false}""", "0")]
    [InlineData("""{"x":null}""", null)]
    [InlineData("""{"x":-7}""", "-7")]
    [InlineData("""{"x":1.5}""", "1.500000")]
    [InlineData("""{"x":["a",true,1,"b"]}""", "a,1,b")]
    [InlineData("""{"x":{"a":[1]}}""", """{"a": [1]}""")]
    [InlineData("""{"x":"a\tb"}""", null)]
    [InlineData("""{"x":"a\u007fb"}""", null)]
    [InlineData("""{"x":"\u0080ü"}""", "\u0080ü")]
    public void Values_are_the_modules_and_what_cannot_be_said_cleanly_is_left_out(string userInfo, string? expected)
    {
        Assert.Equal(expected, Of(userInfo).GetValueOrDefault("OIDC_CLAIM_x"));
    }

    [Theory]
    [InlineData("""{"trial":"1","Trial":"0"}""", "OIDC_CLAIM_trial", "1")]
    [InlineData("""{"Trial":"0","trial":"1"}""", "OIDC_CLAIM_trial", "1")]
    [InlineData("""{"a-b":"1","a_b":"2"}""", "OIDC_CLAIM_a-b", "1")]
    [InlineData("""{"A_b":"1","a.b":"2"}""", "OIDC_CLAIM_a.b", "2")]
    [InlineData("""{"A":"1","A.":"2"}""", "OIDC_CLAIM_A", "1")]
    public void A96_Of_two_claims_for_one_variable_one_is_told(string userInfo, string name, string value)
    {
        var variables = Of(userInfo);

        Assert.Equal(value, variables[name]);
        Assert.Equal(variables.Count, variables.Keys.Select(HeaderName.Fold).Distinct().Count());
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void A_value_is_whole_or_not_there(int length, bool told)
    {
        Assert.Equal(told, Of($$"""{"x":"{{new string('x', length)}}"}""").ContainsKey("OIDC_CLAIM_x"));
    }

    [Fact]
    public void Headers_are_no_more_than_a_web_server_takes_and_the_user_is_among_them()
    {
        var claims = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"c{i}\":\"x\""));

        var told = Of("{" + claims + "}");

        Assert.Equal(40, told.Keys.Count(name => name.StartsWith("OIDC_CLAIM_", StringComparison.Ordinal)));   // each in two spellings
        Assert.True(told.ContainsKey("OIDC_access_token") && told.ContainsKey("REMOTE_USER"));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(0, false)]
    public void F72_A_name_is_neither_empty_nor_above_a_hundred_bytes(int length, bool told)
    {
        var name = new string('n', length);

        Assert.Equal(told, Of($$"""{"{{name}}":"1"}""").ContainsKey("OIDC_CLAIM_" + name));
    }

    [Fact]
    public void All_values_together_stay_below_the_limit()
    {
        var claims = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"c{i}\":\"{new string('x', 4000)}\""));

        var told = Of("{" + claims + "}").Where(variable => variable.Key.StartsWith("OIDC_CLAIM_c", StringComparison.Ordinal)).Sum(variable => variable.Value.Length);

        Assert.InRange(told, 60_000, 64 * 1024);
    }

    [Theory]
    [InlineData("IdToken", "id")]
    [InlineData("UserInfo", "info")]
    public void The_source_obtained_later_wins_except_for_protocol_claims(string later, string expected)
    {
        var session = SessionSamples.Full with
        {
            IdTokenClaims = SessionSamples.Json("""{"sub":"m0","x":"id"}"""),
            UserInfoClaims = SessionSamples.Json("""{"sub":"other","aud":"other","x":"info"}"""),
            PreferredClaims = Enum.Parse<ClaimSource>(later),
        };

        var variables = Of(session);

        Assert.Equal(expected, variables["OIDC_CLAIM_x"]);
        Assert.Equal("m0", variables["OIDC_CLAIM_sub"]);
        Assert.DoesNotContain("OIDC_CLAIM_aud", variables.Keys);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Tokens_and_state_are_told_as_settings_and_session_say(bool passRefreshToken, bool degraded)
    {
        var session = SessionSamples.Full with { Tokens = SessionSamples.Full.Tokens with { ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(1234567890) } };

        var variables = Of(session, passRefreshToken, degraded);

        Assert.Equal("access-token-of-m0", variables["OIDC_access_token"]);
        Assert.Equal("1234567890", variables["OIDC_access_token_expires"]);
        Assert.Equal(passRefreshToken ? "refresh-token-of-m0" : null, variables.GetValueOrDefault("OIDC_refresh_token"));
        Assert.Equal(degraded ? "1" : null, variables.GetValueOrDefault("OIDC_gateway_degraded"));
        Assert.Equal("m0", variables["REMOTE_USER"]);
        Assert.DoesNotContain("OIDC_access_token_expires", Of(SessionSamples.Full).Keys);
    }

    private static Dictionary<string, string> Of(string userInfo) => Of(SessionSamples.Full with { UserInfoClaims = SessionSamples.Json(userInfo) });

    private static Dictionary<string, string> Of(Session session, bool passRefreshToken = false, bool degraded = false)
    {
        using var folder = new ConfigurationFolder().With("Identity", $$"""{ "PassRefreshToken": {{(passRefreshToken ? "true" : "false")}} }""");
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var loggers = new LoggerFactory();
        var live = new LiveSession(SessionId.New(), TestKeys.A, session, 1, TimeSpan.FromMinutes(30));
        var variables = new IdentityVariables(new LeftOut(new GatewayMetrics(provider.GetRequiredService<IMeterFactory>()), loggers.CreateLogger<LeftOut>()));
        return variables.Headers(folder.GoodSite(), live, degraded, VariableLimits.Plain(IdentityHeaders.Both), IdentityHeaders.Underscore).ToDictionary(variable => variable.Key, variable => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(variable.Value)));
    }
}
