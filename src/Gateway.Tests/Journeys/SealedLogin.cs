using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A login whose state the test has sealed itself, with any return path, and which is otherwise good: what somebody could send who knew
/// the site's passphrase.
/// </summary>
internal sealed record SealedLogin(Browser Browser, string State, string Nonce, string Challenge)
{
    private const string Callback = GatewayHost.Origin + GatewayHost.Vanity;

    public static async Task<SealedLogin> StartAsync(GatewayHost gateway, string returnPath)
    {
        var browser = gateway.NewBrowser();
        Assert.Equal(302, (await browser.GetAsync("/members/")).Status);
        var binding = Base64Url.DecodeFromChars(browser.BindingCookie!.Split('.')[0]);
        var state = LoginState.New(returnPath, gateway.Clock.GetUtcNow(), BrowserBinding.Hash(binding), gateway.Configuration.Sites.All[0].Mark);
        var verifier = BrowserBinding.Derive(binding, state.Bytes, "verifier");
        return new SealedLogin(
            browser, state.Seal(gateway.Configuration.Sites.All[0].Keys), BrowserBinding.Derive(binding, state.Bytes, "nonce"),
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    /// <summary>The callback with a good code.</summary>
    public async Task<string> ReachCallbackAsync(GatewayHost gateway, string member)
    {
        gateway.Nats.Switches.AutoLogin = member;
        var answer = await Browser.GetAsync(gateway.Nats.Issuer + NatsEndpoint.AuthorizePath + "?" + Parameters.Write(
        [
            new("response_type", "code"), new("client_id", GatewayHost.ClientId), new("redirect_uri", Callback), new("scope", "openid"),
            new("state", State), new("nonce", Nonce), new("code_challenge", Challenge), new("code_challenge_method", "S256"),
        ]));
        Assert.True(answer.IsRedirect, answer.Text);
        return answer.Header("Location")!;
    }

    /// <summary>The callback by which the OP refuses.</summary>
    public string Refusal(GatewayHost gateway) =>
        Callback + "?" + Parameters.Write([new("error", "access_denied"), new("state", State), new("iss", gateway.Nats.Issuer)]);
}
