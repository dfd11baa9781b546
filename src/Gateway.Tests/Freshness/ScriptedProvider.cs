using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Freshness;

/// <summary>An OP without a network: documents and keys are good, its two answers are what the test says, and each call is written down.</summary>
internal sealed class ScriptedProvider : HttpMessageHandler, IHttpClientFactory
{
    public const string Issuer = "https://op.example";

    public static SigningKey Key { get; } = SigningKey.OfThisProcess();

    /// <summary>A key that is not in its set.</summary>
    public static SigningKey Stranger { get; } = SigningKey.Fresh();

    public Func<HttpResponseMessage> Token { get; set; } = () => throw new InvalidOperationException("No token call was expected.");

    public Func<HttpResponseMessage> UserInfo { get; set; } = () => throw new InvalidOperationException("No userinfo call was expected.");

    /// <summary>Whether documents and keys can be read.</summary>
    public bool HasDocuments { get; set; } = true;

    public bool HasKeys { get; set; } = true;

    /// <summary>Whether its metadata names a place for userinfo.</summary>
    public bool HasUserInfo { get; set; } = true;

    /// <summary>The bodies of token calls, the bearers of userinfo calls, and of revocations what they revoke.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>While it is set, every call waits there for its answer, those for documents and keys too.</summary>
    public Latch? Gate { get; set; }

    private string UserInfoPlace => HasUserInfo ? $"\"userinfo_endpoint\":\"{Issuer}/userinfo\"," : "";

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Status(int status, int? retryAfterSeconds = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status);
        if (retryAfterSeconds is { } seconds) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Note(request, body);
        if (Gate is { } gate) await gate.PassAsync(cancellationToken);
        return Answer(request.RequestUri!.AbsolutePath);
    }

    private void Note(HttpRequestMessage request, string body)
    {
        var call = request.RequestUri!.AbsolutePath switch
        {
            "/token" => "token " + body,
            "/userinfo" => "userinfo " + request.Headers.Authorization?.Parameter,
            "/revoke" => "revoke " + body,
            _ => null,
        };
        if (call is null) return;

        lock (Calls) Calls.Add(call);
    }

    private HttpResponseMessage Answer(string path) => path switch
    {
        "/metadata" when HasDocuments =>
            Json($$"""{"issuer":"{{Issuer}}","authorization_endpoint":"{{Issuer}}/login","token_endpoint":"{{Issuer}}/token","jwks_uri":"{{Issuer}}/jwks",{{UserInfoPlace}}"revocation_endpoint":"{{Issuer}}/revoke"}"""),
        "/jwks" when HasKeys => Json(new JsonObject { ["keys"] = new JsonArray(Key.ToJwk()) }.ToJsonString()),
        "/token" => Token(),
        "/userinfo" => UserInfo(),
        "/revoke" => Status(200),
        _ => Status(503),
    };
}
