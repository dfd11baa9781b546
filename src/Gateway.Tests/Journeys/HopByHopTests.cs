using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What a browser says of its connection, and what it sends behind its upload, takes nothing away and adds nothing, whoever runs PHP (corpus F68, F69).</summary>
public sealed class HopByHopTests(UpstreamStages stages) : IClassFixture<UpstreamStages>
{
    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task F68_Connection_takes_nothing_of_ours_away(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        foreach (var connection in new[] { "close, OIDC_CLAIM_trial", "close, oidc_claim_trial", "oidc-claim-trial, Cookie, Authorization, X-Forwarded-For, Host, Content-Length, OIDC-Gateway-Assertion" })
        {
            var dump = PhpDump.Of(await RawRequest.SendAsync(stage.Gateway, string.Join("\r\n",
            [
                "POST /members/x.php HTTP/1.1", "Host: a.example", RefusalStage.CookieOf(stage.Trial) + "; page=1", "Authorization: Bearer abc", "Content-Type: text/plain", "Content-Length: 4",
                "Connection: " + connection, "Connection: close", "", "body",
            ])));

            Assert.Equal(("1", "bob", "bob"), (dump["OIDC_CLAIM_trial"], dump["REMOTE_USER"], dump["PHP_AUTH_USER"]));
            Assert.Equal(("page=1", "127.0.0.1", "a.example", "4", "body"), (dump["HTTP_COOKIE"], dump["HTTP_X_FORWARDED_FOR"], dump["HTTP_HOST"], dump["CONTENT_LENGTH"], dump.Body));
            stage.Gateway.AssertQuiet();
        }
    }

    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task F69_Trailers_are_neither_headers_nor_forwarded(PhpKind kind)
    {
        var stage = await stages.OfAsync(kind);
        foreach (var line in new[] { "Trailer: OIDC_CLAIM_trial", "Trailer: OIDC-CLAIM-trial, X-Other", "X-Any: 1" })
        {
            var dump = PhpDump.Of(await RawRequest.SendAsync(stage.Gateway, "POST /members/x.php HTTP/1.1",
                ["Host: a.example", RefusalStage.CookieOf(stage.Trial), "Content-Type: text/plain", "Transfer-Encoding: chunked", line],
                "4\r\nbody\r\n0\r\nOIDC_CLAIM_trial: 0\r\nOIDC-CLAIM-trial: 0\r\nX-Other: 1\r\n\r\n"));

            Assert.Equal(("1", "bob", "body"), (dump["OIDC_CLAIM_trial"], dump["REMOTE_USER"], dump.Body));
            Assert.All(["HTTP_TRAILER", "HTTP_X_OTHER", "X_OTHER", "HTTP_OIDC_CLAIM_TRIAL"], name => Assert.Null(dump[name]));
            stage.Gateway.AssertQuiet();
        }
    }
}
