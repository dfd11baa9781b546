using System.Text.RegularExpressions;

namespace Gateway.Demo.Nats;

/// <summary>
/// An authorization request that came from a known client for its own redirect URI. Anything less is answered at NATS and redirects nobody;
/// what is wrong beyond that goes back to the client as <see cref="Error"/>.
/// </summary>
internal sealed partial record AuthorizationRequest
{
    private const string FormPost = "form_post";

    public required NatsClient Client { get; init; }

    public required string RedirectUri { get; init; }

    public required Parameters Query { get; init; }

    /// <summary>The `error` to go back with; null when nothing is wrong.</summary>
    public required string? Error { get; init; }

    public required string? ErrorDescription { get; init; }

    public string? State => Query["state"];

    public string? Nonce => Query["nonce"];

    public string? Challenge => Query["code_challenge"];

    /// <summary>The answer is a form that the browser posts.</summary>
    public bool ByForm => Query["response_mode"] == FormPost;

    public bool PromptsLogin => Prompts.Contains("login");

    public bool PromptsNone => Prompts.Contains("none");

    private string[] Prompts => (Query["prompt"] ?? "").Split(' ');

    /// <summary>Null with the reason when nobody may be redirected.</summary>
    public static AuthorizationRequest? Read(Parameters query, NatsClients clients, bool requirePkce, out string fault)
    {
        fault = "";
        if (query.Doubled is { } doubled) return Refuse(out fault, $"The parameter {doubled} was sent twice.");
        if (clients.Find(query["client_id"]) is not { } client) return Refuse(out fault, "The client_id is unknown.");
        if (query["redirect_uri"] is not { } redirectUri) return Refuse(out fault, "The redirect_uri is missing.");
        if (!client.RedirectUris.Contains(redirectUri, StringComparer.Ordinal))
            return Refuse(out fault, $"The redirect_uri {redirectUri} is not registered for client {client.Id}.");

        var (error, description) = FaultOf(query, requirePkce);
        return new AuthorizationRequest
        {
            Client = client,
            RedirectUri = redirectUri,
            Query = query,
            Error = error,
            ErrorDescription = description,
        };
    }

    private static (string?, string?) FaultOf(Parameters query, bool requirePkce)
    {
        if (query["response_type"] is not "code") return ("unsupported_response_type", "Only response_type=code is offered.");
        if (query["response_mode"] is not (null or "query" or FormPost)) return ("invalid_request", "Only response_mode=query and form_post are offered.");
        if (!(query["scope"] ?? "").Split(' ').Contains("openid")) return ("invalid_scope", "The scope must contain openid.");
        if (query["request"] is not null) return ("request_not_supported", "Request objects are not offered.");
        if (query["request_uri"] is not null) return ("request_uri_not_supported", "Request objects are not offered.");
        if (query["code_challenge"] is not { } challenge)
            return requirePkce ? ("invalid_request", "A code_challenge is required.") : (null, null);

        if (query["code_challenge_method"] is not "S256") return ("invalid_request", "Only code_challenge_method=S256 is offered.");
        return S256().IsMatch(challenge) ? (null, null) : ("invalid_request", "The code_challenge is no SHA-256 in base64url.");
    }

    private static AuthorizationRequest? Refuse(out string fault, string why)
    {
        fault = why;
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{43}\z")]
    private static partial Regex S256();
}
