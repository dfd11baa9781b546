using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>An OP that this server alone cannot speak to: by its name, by its certificate, by the OP's own list of addresses (corpus I25).</summary>
public sealed class ProviderRefusalTests
{
    private const string RawBody = "<html>192.0.2.9 is not in MEMBER_OPENID_SECURE_IPS of nats-7</html>";

    [Theory]
    [InlineData("http://no-such-host.invalid/token", "op_dns")]
    [InlineData("expired", "op_certificate")]
    [InlineData("plain", "op_tls")]
    [InlineData("403", "op_refuses_this_server")]
    [InlineData("403 of userinfo", "op_refuses_this_server")]
    public async Task I25_Login_at_an_OP_that_this_server_cannot_speak_to_is_an_outage_whose_reason_the_owner_learns(string fault, string reason)
    {
        using var detour = new Detour();
        await using var gateway = await GatewayHost.StartAsync(services: detour.Put);
        await using var front = TlsFront.Before(new Uri(gateway.Nats.Issuer), SomeCertificate.Named("expired"));
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice");
        detour.To = Way(gateway, front, fault);

        var answer = await browser.GetAsync(callback);

        Proof.ErrorPage(gateway, answer, 502, reason);
        Assert.DoesNotContain("192.0.2.9", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SECURE_IPS", answer.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
        detour.To = null;
        gateway.Nats.Switches.Reset();
        Assert.Equal(200, (await browser.SignInAsync("alice")).Status);   // it heals by itself
    }

    [Theory]
    [InlineData("http://no-such-host.invalid/token", "op_dns")]
    [InlineData("expired", "op_certificate")]
    [InlineData("plain", "op_tls")]
    [InlineData("403", "op_refuses_this_server")]
    public async Task I25_Member_inside_stays_and_the_owner_is_told_where_to_look(string fault, string reason)
    {
        using var detour = new Detour();
        await using var gateway = await GatewayHost.StartAsync(Tokens(("UserInfoRefreshInterval", "0")), services: detour.Put);
        await using var front = TlsFront.Before(new Uri(gateway.Nats.Issuer), SomeCertificate.Named("expired"));
        var browser = await gateway.SignedInAndForgottenAsync();
        detour.To = Way(gateway, front, fault);

        gateway.Pass(6);
        var page = await gateway.SeeAsync(browser);

        Assert.True(page.IsDegraded());
        await gateway.LandedAsync();
        Assert.Contains(gateway.Log.Warnings, line => line.Text.Contains(reason, StringComparison.Ordinal));
        if (fault == "403") Assert.Contains(gateway.Log.Warnings, line => line.Level == LogLevel.Error && line.Text.Contains("The OP refuses this Gateway, not the member", StringComparison.Ordinal) && line.Text.Contains("MEMBER_OPENID_SECURE_IPS", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains("192.0.2.9", StringComparison.Ordinal));
        Assert.Equal(200, (await browser.GetAsync("/members/")).Status);
    }

    [Fact]
    public async Task I25_Member_inside_stays_where_userinfo_refuses_this_server_and_the_owner_is_asked_about_its_address()
    {
        await using var gateway = await ClaimsOnlyAsync();
        var browser = await gateway.SignedInAndForgottenAsync();
        var cookie = browser.SessionCookie;
        gateway.Nats.Switches.UserInfo.Fail(403, RawBody, "text/html");

        gateway.Pass(10);
        var page = await gateway.SeeAsync(browser, Full);

        Assert.Equal(("0", true), (page["OIDC_CLAIM_trial"], page.IsDegraded()));
        Assert.Equal(1, gateway.UserInfos());
        var told = Assert.Single(gateway.Log.Warnings);
        Assert.Equal(LogLevel.Error, told.Level);   // as where the token endpoint says it
        Assert.Equal("Userinfo brought no claims (op_refuses_this_server), the last good ones stay: site=a detail=\"Userinfo answered 403: the OP refuses this server's address? Check MEMBER_OPENID_SECURE_IPS.\"", told.Text);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains("192.0.2.9", StringComparison.Ordinal) || line.Text.Contains("nats-7", StringComparison.Ordinal));
        gateway.Nats.Switches.Reset();
        gateway.Clock.Advance(Pause);
        Assert.False((await gateway.SeeAsync(browser, Full)).IsDegraded());
        Assert.Equal(cookie, browser.SessionCookie);
    }

    private static Uri? Way(GatewayHost gateway, TlsFront front, string fault)
    {
        if (fault == "403") gateway.Nats.Switches.Token.Fail(403, RawBody, "text/html");
        if (fault == "403 of userinfo") gateway.Nats.Switches.UserInfo.Fail(403, RawBody, "text/html");
        return fault switch
        {
            "403" or "403 of userinfo" => null,
            "expired" => new Uri(front.Address, "/token"),
            "plain" => new Uri(gateway.Nats.Issuer.Replace("http:", "https:", StringComparison.Ordinal) + NatsEndpoint.TokenPath),
            _ => new Uri(fault),
        };
    }
}
