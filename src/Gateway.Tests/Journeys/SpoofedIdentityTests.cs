using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Whatever a browser sends under a name that PHP could read as ours never reaches PHP, on any path (corpus F.3).</summary>
public sealed class SpoofedIdentityTests(SpoofedIdentityTests.Stage stage) : IClassFixture<SpoofedIdentityTests.Stage>
{
    private const string Members = "/members/account.php";
    private const string Public = "/index.php";
    private const string PublicWithIdentity = "/shop/index.php";

    public sealed class Stage : RefusalStage
    {
        private protected override void Change(JsonObject site) =>
            site["Paths"]!["/shop/"] = new JsonObject { ["Require"] = "all granted", ["Identity"] = "IfSignedIn" };
    }

    [Theory]
    [InlineData("OIDC_CLAIM_trial")]
    [InlineData("OIDC-CLAIM-trial")]
    [InlineData("oidc-claim_TRIAL")]
    [InlineData("Oidc.Claim.trial")]
    [InlineData("OIDC+CLAIM+trial")]
    [InlineData("oidc~claim!trial")]
    public async Task F60_A_claim_of_the_browsers_own_is_removed_however_it_is_spelled(string name)
    {
        await NothingForgedAsync("HTTP_OIDC_CLAIM_TRIAL", "forged-0", "1", name + ": forged-0");
    }

    [Theory]
    [InlineData("OIDC CLAIM trial: 0")]
    [InlineData("OIDC\tCLAIM: 0")]
    [InlineData("OIDC_CLAIM_trial : 0")]
    public async Task F60_A_blank_in_a_name_is_400(string line)
    {
        foreach (var path in new[] { Members, Public })
        {
            stage.Clear();

            var answer = await stage.AskAsync("trial", path, line);

            Assert.Equal(400, answer.Status);
            stage.AssertUntouched($"{line} on {path}");
        }
    }

    [Theory]
    [InlineData("HTTP_OIDC_CLAIM_trial", "HTTP_HTTP_OIDC_CLAIM_TRIAL")]
    [InlineData("HTTP-OIDC-CLAIM-trial", "HTTP_HTTP_OIDC_CLAIM_TRIAL")]
    [InlineData("REDIRECT_OIDC_CLAIM_trial", "HTTP_REDIRECT_OIDC_CLAIM_TRIAL")]
    [InlineData("Http-Http-Oidc-Claim-Trial", "HTTP_HTTP_HTTP_OIDC_CLAIM_TRIAL")]
    public async Task F61_Names_that_only_a_server_makes_are_removed(string name, string variable)
    {
        await NothingForgedAsync(variable, "forged-0", null, name + ": forged-0");
    }

    [Theory]
    [InlineData("OIDC_CLAIM_vip", "HTTP_OIDC_CLAIM_VIP", "1", null)]
    [InlineData("OIDC_refresh_token", "HTTP_OIDC_REFRESH_TOKEN", "x", null)]
    [InlineData("OIDC_access_token_expires", "HTTP_OIDC_ACCESS_TOKEN_EXPIRES", "9999999999", "*")]
    [InlineData("OIDC_gateway_degraded", "HTTP_OIDC_GATEWAY_DEGRADED", "1", null)]
    [InlineData("OIDC-Gateway-Assertion", "HTTP_OIDC_GATEWAY_ASSERTION", "x", null)]
    [InlineData("OIDC-Gateway-Assertion-1", "HTTP_OIDC_GATEWAY_ASSERTION_1", "x", null)]
    [InlineData("OIDC-Gateway-Secret", "HTTP_OIDC_GATEWAY_SECRET", "x", null)]
    public async Task F62_The_whole_prefix_is_ours_even_where_we_set_nothing(string name, string variable, string value, string? expected)
    {
        await NothingForgedAsync(variable, value, expected, $"{name}: {value}");
    }

    [Theory]
    [InlineData("REMOTE_USER")]
    [InlineData("Remote-User")]
    [InlineData("X-Remote-User")]
    [InlineData("X_Remote_User")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X-Forwarded-Email")]
    [InlineData("X-Auth-User")]
    [InlineData("AUTH_USER")]
    [InlineData("Auth-Type")]
    [InlineData("PHP_AUTH_USER")]
    [InlineData("PHP-AUTH-PW")]
    [InlineData("X-WEBAUTH-USER")]
    [InlineData("Logon-User")]
    public async Task F63_Names_by_which_software_knows_a_user_are_removed(string name)
    {
        var variable = "HTTP_" + name.ToUpperInvariant().Replace('-', '_');

        await NothingForgedAsync(variable, "root", variable == "HTTP_REMOTE_USER" ? "bob" : null, name + ": root");
    }

    [Fact]
    public async Task F63_The_owners_own_names_are_removed_too_however_they_are_spelled()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Identity"] = new JsonObject { ["DropHeaders"] = new JsonArray("X-Shop-User", "Content-Language") });
        var cookie = RefusalStage.CookieOf(await gateway.SignedInAsync("bob"));

        foreach (var path in new[] { Members, Public })
            await RawRequest.GetAsync(gateway, path, cookie, "X-Shop-User: root", "x_shop_user: root", "X.Shop.User: root", "Content-Language: root", "X-Shop-Users: 2");

        foreach (var path in new[] { Members, Public })
        {
            var received = gateway.Area.Last(path);
            Assert.DoesNotContain(received.Headers, header => header.Value == "root");
            Assert.Equal("2", received["X-Shop-Users"]);
        }

        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Authorization: Basic cm9vdDp4")]
    [InlineData("authorization: basic cm9vdDp4")]
    [InlineData("Authorization: Bearer x\r\nAuthorization: Basic cm9vdDp4")]
    [InlineData("Authorization: Basic cm9vdDp4\r\nAuthorization: Bearer x")]
    [InlineData("Authorization: Bearer x, Basic cm9vdDp4")]
    public async Task F64_Basic_never_names_a_member_and_passes_on_other_public_paths(string lines)
    {
        stage.Clear();

        await stage.AskAsync("trial", Members, lines);
        await stage.AskAsync("trial", PublicWithIdentity, lines);
        await stage.AskAsync("nobody", PublicWithIdentity, lines);
        await stage.AskAsync("nobody", Public, lines);
        await stage.AskAsync("trial", Public, lines);

        var received = stage.Gateway.Area.Requests.ToArray();
        Assert.Equal([Members, PublicWithIdentity, PublicWithIdentity, Public, Public], received.Select(request => request.Target));
        Assert.All(received[..3], request => Assert.DoesNotContain("cm9vdDp4", string.Join('\n', request.Headers), StringComparison.Ordinal));
        Assert.All(received[3..], request => Assert.Contains("cm9vdDp4", string.Join('\n', request.Headers), StringComparison.Ordinal));
        Assert.Equal(["bob", "bob"], received[..2].Select(request => request["Remote-User"]));
        Assert.All(received[2..], request => Assert.False(request.Has("Remote-User") || request.Has("REMOTE_USER")));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F64_A_bearer_token_of_the_pages_own_passes()
    {
        stage.Clear();

        await stage.AskAsync("trial", Members, "Authorization: Bearer abc");

        Assert.Equal("Bearer abc", stage.Gateway.Area.Last(Members)["Authorization"]);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("Proxy")]
    [InlineData("PROXY")]
    [InlineData("proxy")]
    public async Task F66_Proxy_is_removed(string name)
    {
        await NothingForgedAsync("HTTP_PROXY", "http://evil.example", null, name + ": http://evil.example");
    }

    [Fact]
    public async Task F67_Both_of_two_lines_are_removed()
    {
        await NothingForgedAsync("HTTP_OIDC_CLAIM_TRIAL", "forged-0", "1", "OIDC_CLAIM_trial: forged-0", "OIDC_CLAIM_trial: forged-0");
    }

    [Theory]
    [InlineData("OIDC_CLAIM_trial: 0\r\n 0")]
    [InlineData("X-Any: 1\r\n\tOIDC_CLAIM_trial: 0")]
    public async Task F67_A_folded_line_is_400(string lines)
    {
        foreach (var path in new[] { Members, Public })
        {
            stage.Clear();

            var answer = await stage.AskAsync("trial", path, lines);

            Assert.Equal(400, answer.Status);
            stage.AssertUntouched($"{lines} on {path}");
        }
    }

    [Theory]
    [InlineData("close, OIDC_CLAIM_trial")]
    [InlineData("close, oidc_claim_trial")]
    [InlineData("CLOSE, OIDC-CLAIM-TRIAL, Remote-User, REMOTE_USER")]
    [InlineData("oidc-claim-trial, Cookie, Authorization, X-Forwarded-For, Host, Content-Length")]
    public async Task F68_Connection_takes_nothing_of_ours_away(string connection)
    {
        stage.Clear();

        await RawRequest.SendAsync(stage.Gateway, string.Join("\r\n",
        [
            $"POST {Members} HTTP/1.1", "Host: a.example", RefusalStage.CookieOf(stage.Trial) + "; page=1", "Authorization: Bearer abc", "Content-Length: 4",
            "Connection: " + connection, "Connection: close", "", "body",
        ]));

        var received = stage.Gateway.Area.Last(Members);
        Assert.Equal("1", received["OIDC_CLAIM_trial"]);
        Assert.Equal("1", received["OIDC-CLAIM-trial"]);
        Assert.Equal("bob", received["Remote-User"]);
        Assert.Equal("page=1", received["Cookie"]);
        Assert.Equal("Bearer abc", received["Authorization"]);
        Assert.Equal("127.0.0.1", received["X-Forwarded-For"]);
        Assert.Equal("a.example", received["Host"]);
        Assert.Equal("body", received.Body);
        Assert.False(received.Has("Connection"));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F69_Trailers_are_neither_headers_nor_forwarded(bool announced)
    {
        stage.Clear();
        IHeaderDictionary? trailers = null;
        var path = "/members/upload.php";
        stage.Gateway.Area.Answers[path] = context =>
        {
            trailers = context.Features.Get<IHttpRequestTrailersFeature>()?.Trailers;
            return Task.CompletedTask;
        };

        var answer = await stage.SendAsync("trial", $"POST {path} HTTP/1.1",
            ["Host: a.example", "Transfer-Encoding: chunked", announced ? "Trailer: OIDC_CLAIM_trial" : "X-Any: 1"], "4\r\nbody\r\n0\r\nOIDC_CLAIM_trial: 0\r\nX-Other: 1\r\n\r\n");

        Assert.Equal(200, answer.Status);
        var received = stage.Gateway.Area.Last(path);
        Assert.Equal("body", received.Body);
        Assert.Equal(["1"], received.Folded("OIDC_CLAIM_TRIAL"));
        Assert.False(received.Has("Trailer"));
        Assert.False(received.Has("X-Other"));
        Assert.True(trailers is null or { Count: 0 });
        stage.Gateway.AssertQuiet();
    }

    // On a page behind a rule, a public one, and a public one that learns who is signed in: PHP finds under this variable only what is true.
    private async Task NothingForgedAsync(string variable, string forged, string? expected, params string[] lines)
    {
        foreach (var (who, path, shown) in new[] { ("trial", Members, expected), ("trial", Public, null), ("nobody", Public, null), ("trial", PublicWithIdentity, expected), ("nobody", PublicWithIdentity, null) })
        {
            stage.Clear();

            var answer = await stage.AskAsync(who, path, lines);

            var input = $"{string.Join(" + ", lines)} on {path} by {who}";
            Assert.True(answer.Status == 200, $"{input}: {answer.Status}");
            var received = stage.Gateway.Area.Last(path);
            var seen = received.Folded(variable["HTTP_".Length..]);
            Assert.True(!seen.Contains(forged), $"{input}: PHP saw {string.Join('|', seen)}");
            Assert.True(shown == "*" ? seen.Count == 1 : seen.SequenceEqual(shown is null ? [] : [shown]), $"{input}: PHP saw {string.Join('|', seen)}");
            stage.Gateway.AssertQuiet();
        }
    }
}
