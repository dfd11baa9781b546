using System.Net.Http.Headers;
using Gateway.Demo.Nats;
using Gateway.Tests.Demo;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Conformance;

/// <summary>What the careless relying party asks an OP, believing each answer.</summary>
internal static class CarelessCalls
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });

    /// <summary>Asks for everything that any module wants to be asked for.</summary>
    public static async Task<string> AuthorizationRequestAsync(Lane lane)
    {
        var metadata = await MetadataAsync(lane);
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("response_type", "code"), new("scope", "openid email"), new("client_id", GatewayHost.ClientId), new("redirect_uri", RedirectUri(lane)),
            new("state", Guid.NewGuid().ToString("N")), new("nonce", Guid.NewGuid().ToString("N")), new("max_age", "0"), new("prompt", "none"),
        };
        if (lane.Setup.IsByForm) parameters.Add(new("response_mode", "form_post"));
        return With(metadata.Text("authorization_endpoint")!, parameters);
    }

    public static async Task<Loose> MetadataAsync(Lane lane) => await SendAsync(new(HttpMethod.Get, lane.Nats.MetadataUrl));

    public static async Task<Loose> RedeemAsync(Lane lane, string code)
    {
        var metadata = await MetadataAsync(lane);
        await SendAsync(new(HttpMethod.Get, metadata.Text("jwks_uri")));   // to look at the keys is all that it does with them
        return await TokenAsync(metadata, [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", RedirectUri(lane))]);
    }

    public static async Task<Loose> RefreshAsync(Lane lane, string token) =>
        await TokenAsync(await MetadataAsync(lane), [new("grant_type", "refresh_token"), new("refresh_token", token)]);

    /// <summary>Plain or signed.</summary>
    public static async Task<Loose> UserInfoAsync(Lane lane, string accessToken)
    {
        var metadata = await MetadataAsync(lane);
        var address = metadata.Text("userinfo_endpoint");
        var answer = await SendAsync(lane.Setup.HasTokenInBody
            ? new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([new("access_token", accessToken)]) }
            : new(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } });
        return answer.Json is null ? Loose.Part(answer.Raw, 1)! : answer;
    }

    /// <summary>The claims of the source that these claims name: in a token, or at any address.</summary>
    public static async Task<Loose?> SourceAsync(Loose claims)
    {
        if (claims.Json?.TryGetProperty("_claim_sources", out var sources) != true) return null;
        var source = sources.GetProperty("src1");
        if (source.TryGetProperty("JWT", out var token)) return Loose.Part(token.GetString(), 1);
        try
        {
            return await SendAsync(new(HttpMethod.Get, source.GetProperty("endpoint").GetString()));
        }
        catch (HttpRequestException)
        {
            return null;   // it went there: that is enough
        }
    }

    public static string With(string address, IEnumerable<KeyValuePair<string, string>> parameters) => address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + Parameters.Write(parameters);

    private static string RedirectUri(Lane lane) => lane.Origin + GatewayHost.Vanity;

    private static async Task<Loose> TokenAsync(Loose metadata, KeyValuePair<string, string>[] form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, metadata.Text("token_endpoint")) { Content = new FormUrlEncodedContent(form) };
        request.Headers.TryAddWithoutValidation("Authorization", LaxClient.Basic(GatewayHost.ClientId, GatewayHost.ClientSecret));
        return await SendAsync(request);
    }

    private static async Task<Loose> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await Http.SendAsync(request)) return new Loose(await response.Content.ReadAsByteArrayAsync());
    }
}
