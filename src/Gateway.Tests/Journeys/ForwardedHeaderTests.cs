using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Whom nobody trusts to speak for others speaks for himself alone (corpus F74): address, scheme and host are what they are, and so are the links.</summary>
public sealed class ForwardedHeaderTests(UpstreamsStage stage) : IClassFixture<UpstreamsStage>
{
    private static readonly string[] Lies =
    [
        "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: gopher", "X-Forwarded-Host: evil.example", "X-Forwarded-Port: 666", "X-Forwarded-Prefix: /evil", "X-Forwarded-Server: evil.example",
        "Forwarded: for=6.6.6.6;host=evil.example;proto=gopher", "X-Real-IP: 6.6.6.6", "X_Forwarded_Proto: gopher", "X_Forwarded_For: 6.6.6.6", "X.Forwarded.Host: evil.example",
        "Client-IP: 6.6.6.6", "Client_IP: 6.6.6.6", "X-Client-IP: 6.6.6.6", "True-Client-IP: 6.6.6.6", "CF-Connecting-IP: 6.6.6.6", "CF_Connecting_IP: 6.6.6.6",
    ];

    [Fact]
    public async Task F74_A_web_server_gets_ours_in_the_place_of_all()
    {
        stage.Clear();

        await RawRequest.GetAsync(stage.Gateway, "/upload", Lies);

        var received = stage.Gateway.Area.Last("/upload");
        Assert.Equal(("127.0.0.1", "https", "a.example", "443"),
            (received["X-Forwarded-For"], received["X-Forwarded-Proto"], received["X-Forwarded-Host"], received["X-Forwarded-Port"]));
        Assert.Equal(4, received.Headers.Count(header => header.Key.Contains("Forwarded", StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(received.Headers, header => IsLie(header.Value));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F74_And_so_does_php()
    {
        stage.Clear();

        var dump = PhpDump.Of(await RawRequest.GetAsync(stage.Gateway, "/php/dump.php", Lies));

        Assert.Equal(("127.0.0.1", "on", "443", "a.example", "https"), (dump["REMOTE_ADDR"], dump["HTTPS"], dump["SERVER_PORT"], dump["SERVER_NAME"], dump["REQUEST_SCHEME"]));
        Assert.Equal(("127.0.0.1", "https", "a.example", "443"),
            (dump["HTTP_X_FORWARDED_FOR"], dump["HTTP_X_FORWARDED_PROTO"], dump["HTTP_X_FORWARDED_HOST"], dump["HTTP_X_FORWARDED_PORT"]));
        Assert.DoesNotContain(dump.Server, one => IsLie(one.Value));
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F74_A_login_comes_back_to_the_site()
    {
        stage.Clear();

        var start = await RawRequest.GetAsync(stage.Gateway, "/members/", ["Accept: text/html", .. Lies]);

        Proof.Login(stage.Gateway, start);
        Assert.Equal("https://a.example/members/vanity.php", Proof.AuthorizationRequest(start)["redirect_uri"]);
        Assert.DoesNotContain(start.SetCookies, IsLie);
        stage.Gateway.AssertQuiet();
    }

    private static bool IsLie(string value) => value.Contains("6.6.6.6", StringComparison.Ordinal) || value.Contains("evil", StringComparison.Ordinal) || value.Contains("gopher", StringComparison.Ordinal) || value == "666";
}
