using System.Text;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>A lie that the framework's handler would believe.</summary>
public sealed class TokenForgeryTests
{
    [Fact]
    public async Task Userinfo_without_its_signature_is_refused_where_a_signature_was_agreed_on()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.UserInfo.Body = signed => Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(signed.Split('.')[1]));
        gateway.Nats.Switches.UserInfo.ContentType = "application/json";
        var browser = gateway.NewBrowser();

        var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

        Proof.ErrorPage(gateway, answer, 502, "userinfo_unsigned");
        Assert.Null(browser.SessionCookie);
    }
}
