using System.Net;
using System.Net.Http.Headers;
using Gateway.Demo.Nats;
using Gateway.Tests.Demo;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>
/// A relying party that runs the whole login and believes everything: any certificate, any address, any signature, any claim. What it ends
/// up with shows whether a lie is one that somebody could fall for.
/// </summary>
internal sealed class Believer(SimulatedNats nats) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
#pragma warning disable CA5359 // It believes any certificate: that is what it is for.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    });

    private readonly LaxClient _browser = new(nats);
    private bool _wentElsewhere;

    public async Task<Belief> LogInAsync()
    {
        var belief = new Belief { Metadata = await GetAsync(nats.MetadataUrl.ToString()) };
        belief.Keys = await GetAsync(EndpointOf(belief, "jwks_uri", NatsEndpoint.JwksPath));

        belief.TokenResponse = await RedeemAsync(EndpointOf(belief, "token_endpoint", NatsEndpoint.TokenPath), await _browser.CodeAsync());
        var idToken = belief.TokenResponse.Text("id_token");
        belief.IdTokenHeader = Loose.Part(idToken, 0);
        belief.IdToken = belief.IdTokenHeader?.Text("alg") == "dir" ? Opened(idToken!) : Loose.Part(idToken, 1);
        belief.WentElsewhere = _wentElsewhere;

        if (belief.TokenResponse.Text("access_token") is not { } accessToken) return belief;
        var userInfo = await GetAsync(EndpointOf(belief, "userinfo_endpoint", NatsEndpoint.UserInfoPath), accessToken);
        belief.UserInfo = userInfo.Json is null ? Loose.Part(userInfo.Raw, 1) ?? userInfo : userInfo;
        return belief;
    }

    public void Dispose()
    {
        _http.Dispose();
        _browser.Dispose();
    }

    // Whatever is inside counts, signed or not.
    private static Loose Opened(string token)
    {
        var inside = new Loose(Jwe.Open(token, LaxClient.Registration.Secret));
        return inside.Json is null ? Loose.Part(inside.Raw, 1)! : inside;
    }

    // What cannot be read is asked for where NATS has it.
    private string EndpointOf(Belief belief, string name, string path) => belief.Metadata!.Text(name) ?? nats.Issuer + path;

    private async Task<Loose> GetAsync(string address, string? accessToken = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accessToken is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request);
    }

    private async Task<Loose> RedeemAsync(string address, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", LaxClient.RedirectUri), new("code_verifier", LaxClient.Verifier)]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", LaxClient.Basic(LaxClient.Registration.Id, LaxClient.Registration.Secret));
        return await SendAsync(request);
    }

    private async Task<Loose> SendAsync(HttpRequestMessage request)
    {
        var asked = request.RequestUri;
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        _wentElsewhere |= response.RequestMessage!.RequestUri != asked;
        return new Loose(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
