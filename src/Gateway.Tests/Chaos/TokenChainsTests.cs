using Gateway.Chaos.Judging;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Chaos;

/// <summary>The OP's ledger is read by sessions.</summary>
public sealed class TokenChainsTests
{
    [Fact]
    public void Each_session_has_the_calls_that_its_refresh_tokens_lead_to_and_one_brought_again_is_seen()
    {
        var chains = TokenChains.Of(
        [
            Login(1, "ann", "a1"), Login(2, "tom", "t1"), Refresh(3, "a1", "a2"), Refresh(4, "t1", "t2"), Refresh(5, "a2", null), Refresh(6, "a1", null),
            Login(7, "ann", "a3"), Refresh(8, "nobody's", null), Call(9, "authorization_code", "code", 400, "{}"),
        ]);

        Assert.Equal(["ann", "tom", "ann"], chains.Select(chain => chain.Member));
        Assert.Equal([(1, true, true, false), (3, false, true, false), (5, false, false, false), (6, false, false, true)], chains[0].Calls.Select(Told));
        Assert.Equal([(2, true, true, false), (4, false, true, false)], chains[1].Calls.Select(Told));
        Assert.Equal([(7, true, true, false)], chains[2].Calls.Select(Told));
    }

    private static (int, bool, bool, bool) Told(TokenCall call) => (call.At.Second, call.IsLogin, call.IsGood, call.Again);

    private static LedgerCall Login(int second, string member, string token) =>
        Call(second, "authorization_code", "code", 200, $$"""{"id_token":"x.{{Base64UrlEncoder.Encode($$"""{"sub":"{{member}}"}""")}}.x","refresh_token":"{{token}}"}""");

    private static LedgerCall Refresh(int second, string token, string? next) =>
        Call(second, "refresh_token", token, next is null ? 400 : 200, next is null ? "{}" : $$"""{"refresh_token":"{{next}}"}""");

    private static LedgerCall Call(int second, string grant, string value, int status, string body)
    {
        var form = Parameters.Parse($"grant_type={grant}&{(grant == "refresh_token" ? grant : "code")}={Uri.EscapeDataString(value)}");
        var request = new NatsRequest { Method = "POST", RawQuery = "", Query = Parameters.None, Form = form, IsForm = true, Headers = new Dictionary<string, string>() };
        var call = new LedgerCall(NatsEndpoint.Token, request, new DateTimeOffset(2026, 1, 1, 12, 0, second, TimeSpan.Zero));
        call.Answered(new NatsAnswer(status, "application/json", body));
        return call;
    }
}
