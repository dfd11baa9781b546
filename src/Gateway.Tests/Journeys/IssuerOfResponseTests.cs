using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>`iss` in the authorization response (RFC 9207), at an OP whose name is `https://op.example`.</summary>
public sealed class IssuerOfResponseTests
{
    private const string Issuer = "https://op.example";

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://op.example/")]
    [InlineData("https://OP.example")]
    [InlineData("https://op.example:443")]
    [InlineData("")]
    public async Task A12_Another_issuer_is_refused_by_plain_comparison(string issuer)
    {
        await using var gateway = await StartAsync();
        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));

        var refused = await browser.GetAsync(callback.With($"code={callback.Code}&state={callback.State}&iss={Uri.EscapeDataString(issuer)}"));
        Proof.NoCallNoSession(gateway, browser);
        var right = await browser.GetAsync(callback.With($"code={callback.Code}&state={callback.State}&iss={Uri.EscapeDataString(Issuer)}"));

        Proof.ErrorPage(gateway, refused, 400, "callback_issuer");
        Assert.Equal(302, right.Status);
        Assert.NotNull(browser.SessionCookie);
        var warning = Assert.Single(gateway.Log.Warnings);
        Assert.DoesNotContain(callback.Code, warning.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(callback.State, warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A12_Another_issuer_is_refused_with_an_error_too()
    {
        await using var gateway = await StartAsync();
        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));

        var refused = await browser.GetAsync(callback.With($"error=access_denied&state={callback.State}&iss=https%3A%2F%2Fevil.example"));

        Proof.ErrorPage(gateway, refused, 400, "callback_issuer");
        Assert.DoesNotContain("access_denied", refused.Text, StringComparison.Ordinal);
        Assert.Single(gateway.Log.Warnings);
    }

    [Fact]
    public async Task A13_Missing_issuer_is_refused_where_the_OP_promised_one()
    {
        await using var gateway = await StartAsync();
        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));

        var refused = await browser.GetAsync(callback.With($"code={callback.Code}&state={callback.State}"));

        Proof.ErrorPage(gateway, refused, 400, "callback_issuer");
        Proof.NoCallNoSession(gateway, browser);
        Assert.Single(gateway.Log.Warnings);
    }

    [Theory]
    [InlineData("&iss=https%3A%2F%2Fop.example", true)]
    [InlineData("", true)]
    [InlineData("&iss=https%3A%2F%2Fevil.example", false)]
    public async Task A14_Silent_metadata_takes_the_right_issuer_or_none(string issuer, bool accepted)
    {
        await using var gateway = await StartAsync(promises: false);
        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice", "/members/a.php"));

        var answer = await browser.GetAsync(callback.With($"code={callback.Code}&state={callback.State}{issuer}"));

        Assert.Equal(accepted ? 302 : 400, answer.Status);
        Assert.Equal(accepted, browser.SessionCookie is not null);
        Assert.Equal(accepted ? 1 : 0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.Equal(accepted ? 0 : 1, gateway.Log.Warnings.Count);
    }

    private static async Task<GatewayHost> StartAsync(bool promises = true)
    {
        var gateway = await GatewayHost.StartAsync(site => site["Provider"]!["Issuer"] = Issuer);
        var switches = gateway.Nats.Switches;
        switches.MetadataDocument = json =>
        {
            json["issuer"] = Issuer;
            if (!promises) json.Remove("authorization_response_iss_parameter_supported");
        };
        switches.IdTokenClaims = claims => claims["iss"] = Issuer;
        switches.UserInfoClaims = claims => claims["iss"] = Issuer;
        return gateway;
    }
}
