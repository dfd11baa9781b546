using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Demo;

/// <summary>A relying party and a browser in one that check nothing: it shows what NATS says, right or wrong. Each can be told to misbehave.</summary>
internal sealed class LaxClient(SimulatedNats nats) : IDisposable
{
    public const string RedirectUri = "http://localhost:8080/members/vanity.php";
    public const string Verifier = "a-verifier-of-at-least-forty-three-characters-in-length";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true });

    public static NatsClient Registration { get; } = new("1,2,3", "s:p&%+ü")
    {
        RedirectUris = [RedirectUri],
        PostLogoutUris = ["http://localhost:8080/bye"],
        PostLogoutOrigins = ["http://127.0.0.1:8080"],
    };

    public static string Challenge { get; } = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public NatsClient Client { get; init; } = Registration;

    /// <summary>What a correct authorization request says; null leaves a parameter out.</summary>
    public static Dictionary<string, string?> AuthorizationRequest() => new()
    {
        ["client_id"] = Registration.Id,
        ["redirect_uri"] = RedirectUri,
        ["response_type"] = "code",
        ["scope"] = "openid",
        ["state"] = "some state",
        ["nonce"] = "some nonce",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
    };

    public Task<HttpResponseMessage> AuthorizeAsync(string? parameter = null, string? value = null)
    {
        var request = AuthorizationRequest();
        if (parameter is not null) request[parameter] = value;
        return GetAsync(NatsEndpoint.AuthorizePath + "?" + Query(request));
    }

    /// <summary>The code of a login without page.</summary>
    public async Task<string> CodeAsync()
    {
        using var response = await AuthorizeAsync();
        return Returned(response)["code"] ?? throw new InvalidOperationException("No code came: " + response.Headers.Location);
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, string redirectUri = RedirectUri, string? verifier = Verifier) => TokenAsync(new()
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = redirectUri,
        ["code_verifier"] = verifier,
    });

    public Task<HttpResponseMessage> RefreshAsync(string token) =>
        TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token });

    /// <summary>The token response of a whole login.</summary>
    public async Task<JsonObject> LogInAsync() => await JsonAsync(await RedeemAsync(await CodeAsync()));

    public Task<HttpResponseMessage> TokenAsync(Dictionary<string, string?> form, string? authorization = null) =>
        PostAsync(NatsEndpoint.TokenPath, form, authorization ?? Basic(Client.Id, Client.Secret));

    public Task<HttpResponseMessage> RevokeAsync(string token) =>
        PostAsync(NatsEndpoint.RevocationPath, new() { ["token"] = token }, Basic(Client.Id, Client.Secret));

    public Task<HttpResponseMessage> UserInfoAsync(string accessToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, nats.Issuer + NatsEndpoint.UserInfoPath);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(nats.Issuer + path, TestContext.Current.CancellationToken);

    /// <summary>The answer as soon as it begins.</summary>
    public Task<HttpResponseMessage> GetFirstByteAsync(string path) =>
        _http.GetAsync(nats.Issuer + path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string?> form, string? authorization = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, nats.Issuer + path)
        {
            Content = new StringContent(Query(form), Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static string Basic(string id, string secret) =>
        RawBasic(Uri.EscapeDataString(id) + ":" + Uri.EscapeDataString(secret));

    public static string RawBasic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    /// <summary>The parameters with which the browser was sent back.</summary>
    public static Parameters Returned(HttpResponseMessage response) => Parameters.Parse(response.Headers.Location!.Query);

    public static async Task<string> TextAsync(HttpResponseMessage response)
    {
        using (response) return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage response) => JsonNode.Parse(await TextAsync(response))!.AsObject();

    /// <summary>Status and `error` of a refusal, in one text.</summary>
    public static async Task<string> RefusalAsync(HttpResponseMessage response) =>
        $"{(int)response.StatusCode} {(await JsonAsync(response))["error"]}";

    public void Dispose() => _http.Dispose();

    private static string Query(Dictionary<string, string?> parameters) => Parameters.Write(
        parameters.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)));
}
