using System.Text;
using Gateway.Provider;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Provider;

public sealed class TokenFormTests
{
    private const string Signature = "c2lnbmF0dXJl";

    [Theory]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","typ":"jwt"}""")]
    [InlineData("""{"alg":"RS256","typ":"application/jwt","kid":"k","x5t":"ignored"}""")]
    [InlineData("""{"alg":"RS256","kid":1}""")]
    [InlineData("""{"alg":"RS256","jku":"http://127.0.0.1:9/","jwk":{}}""")]
    public void A_header_that_we_understand_passes(string header) => Assert.Null(FaultOf(Token(header, """{"sub":"1"}""")));

    [Theory]
    [InlineData("""{"alg":"none"}""", "token_algorithm")]
    [InlineData("""{"alg":"None"}""", "token_algorithm")]
    [InlineData("""{"alg":"nOnE"}""", "token_algorithm")]
    [InlineData("""{"alg":"HS256"}""", "token_algorithm")]
    [InlineData("""{"alg":"PS256"}""", "token_algorithm")]
    [InlineData("""{"alg":"rs256"}""", "token_algorithm")]
    [InlineData("""{"alg":["RS256"]}""", "token_algorithm")]
    [InlineData("""{}""", "token_algorithm")]
    [InlineData("""{"alg":"RS256","crit":["exp"]}""", "token_crit")]
    [InlineData("""{"alg":"RS256","crit":["b64"],"b64":false}""", "token_crit")]
    [InlineData("""{"alg":"RS256","crit":[]}""", "token_crit")]
    [InlineData("""{"alg":"RS256","crit":"x"}""", "token_crit")]
    [InlineData("""{"alg":"RS256","zip":"DEF"}""", "token_form")]
    [InlineData("""{"alg":"RS256","enc":"A128GCM"}""", "token_form")]
    [InlineData("""{"alg":"RS256","kid":{}}""", "token_form")]
    [InlineData("""{"alg":"RS256","kid":null}""", "token_form")]
    [InlineData("""{"alg":"RS256","typ":"at+jwt"}""", "token_type")]
    [InlineData("""{"alg":"RS256","typ":"logout+jwt"}""", "token_type")]
    [InlineData("""{"alg":"RS256","typ":1}""", "token_type")]
    [InlineData("""{"alg":"HS256","alg":"RS256"}""", "token_form")]
    [InlineData("""[]""", "token_form")]
    public void A_header_that_we_do_not_understand_is_refused(string header, string fault) => Assert.Equal(fault, FaultOf(Token(header, "{}")));

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("{token}.x")]
    [InlineData("{header}.{payload}")]
    [InlineData("{header}.{payload}.+/==")]
    [InlineData("{header}.{payload}.A")]
    [InlineData("{header}=.{payload}.c2ln")]
    [InlineData(" {header}.{payload}.c2ln")]
    [InlineData("{header}.{payload}.c2lh\n")]
    [InlineData("{header}.{payload}.AB")]
    [InlineData("{header}.bm8ganNvbg.c2ln")]
    [InlineData("{header}..c2ln")]
    public void Anything_but_three_canonical_parts_is_refused(string form)
    {
        var token = form
            .Replace("{token}", Token("""{"alg":"RS256"}""", "{}"), StringComparison.Ordinal)
            .Replace("{header}", Base64UrlEncoder.Encode("""{"alg":"RS256"}"""), StringComparison.Ordinal)
            .Replace("{payload}", Base64UrlEncoder.Encode("{}"), StringComparison.Ordinal);

        Assert.Equal("token_form", FaultOf(token));
    }

    [Theory]
    [InlineData("""{"sub":"1","sub":"2"}""")]
    [InlineData("""{"a":{"b":1,"b":2}}""")]
    [InlineData("""[]""")]
    [InlineData("""{"a":1""")]
    [InlineData("{\"a\":1}\0")]
    public void A_payload_with_two_readings_is_refused(string payload) => Assert.Equal("token_form", FaultOf(Token("""{"alg":"RS256"}""", payload)));

    [Fact]
    public void A_token_above_32_KiB_is_refused_unread()
    {
        var most = new string('A', TokenForm.MostCharacters);

        Assert.Equal("token_form", FaultOf(most));
        Assert.Equal("token_too_large", FaultOf(most + "A"));
    }

    [Theory]
    [InlineData("a bomb")]
    [InlineData("two thousand million rounds")]
    [InlineData("a million dots")]
    [InlineData("200,000 deep")]
    [InlineData("33 deep")]
    public void A87_A89_What_would_be_work_is_refused_at_once(string kind)
    {
        var deep = (int levels) => Token("""{"alg":"RS256"}""", $$"""{"deep":{{new string('[', levels)}}{{new string(']', levels)}}}""");
        var (token, fault) = kind switch
        {
            "a bomb" => ($"{Base64UrlEncoder.Encode("""{"alg":"dir","enc":"A256GCM","zip":"DEF"}""")}..aXY.{new string('A', 20_000)}.dGFn", "token_form"),
            "two thousand million rounds" => ($"{Base64UrlEncoder.Encode("""{"alg":"PBES2-HS256+A128KW","enc":"A128CBC-HS256","p2c":2147483647,"p2s":"c2FsdA"}""")}.a2V5.aXY.Y2lwaGVy.dGFn", "token_form"),
            "a million dots" => (new string('.', 1_000_000), "token_too_large"),
            "200,000 deep" => (deep(200_000), "token_too_large"),
            _ => (deep(32), "token_form"),
        };

        // The quickest of five, because others use the processor too.
        var times = Enumerable.Range(0, 5).Select(_ =>
        {
            var start = TimeProvider.System.GetTimestamp();
            Assert.Equal(fault, FaultOf(token));
            return TimeProvider.System.GetElapsedTime(start);
        });

        Assert.InRange(times.Min(), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Header_and_payload_come_as_they_were_signed()
    {
        TokenForm.TryRead(Token("""{"alg":"RS256","kid":"k"}""", """{"sub":"ü","n":1.50}"""), "RS256", ["JWT"], out var form, out _);

        Assert.Equal("k", form!.Header.GetProperty("kid").GetString());
        Assert.Equal("ü", form.Payload.GetProperty("sub").GetString());
        Assert.Equal("1.50", form.Payload.GetProperty("n").GetRawText());
    }

    private static string? FaultOf(string token) => TokenForm.TryRead(token, "RS256", ["JWT"], out _, out var fault) ? null : fault;

    private static string Token(string header, string payload) =>
        $"{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(header))}.{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(payload))}.{Signature}";
}
