using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>
/// Everything in which NATS can be made to behave otherwise while it runs: the few switches of the switch page for people, and those that
/// only tests reach for.
/// </summary>
internal sealed class Switches
{
    private readonly Dictionary<string, EndpointSwitch> _endpoints;
    private readonly SigningKeys _keys;
    private readonly TimeSpan _accessTokenLifetime;

    public Switches(SigningKeys keys, TimeSpan accessTokenLifetime, TimeProvider clock)
    {
        _keys = keys;
        _accessTokenLifetime = AccessTokenLifetime = accessTokenLifetime;
        _endpoints = NatsEndpoint.All.ToDictionary(name => name, _ => new EndpointSwitch(clock));
    }

    public EndpointSwitch Metadata => Of(NatsEndpoint.Metadata);

    public EndpointSwitch Jwks => Of(NatsEndpoint.Jwks);

    public EndpointSwitch Authorize => Of(NatsEndpoint.Authorize);

    public EndpointSwitch Token => Of(NatsEndpoint.Token);

    public EndpointSwitch UserInfo => Of(NatsEndpoint.UserInfo);

    public EndpointSwitch Revocation => Of(NatsEndpoint.Revocation);

    public EndpointSwitch EndSession => Of(NatsEndpoint.EndSession);

    /// <summary>The member who signs in without seeing the login page; null: the page is shown.</summary>
    public string? AutoLogin { get; set; }

    /// <summary>The `error` with which every authorization request is answered, such as `access_denied`.</summary>
    public string? RefuseLogins { get; set; }

    /// <summary>The `error` with which every refresh is answered, such as `invalid_grant`; the refresh token is not spent by it.</summary>
    public string? RefuseRefreshes { get; set; }

    /// <summary>Every endpoint waits this long before it works.</summary>
    public TimeSpan Slowness { get; set; }

    /// <summary>Every endpoint answers 503.</summary>
    public bool Down { get; set; }

    /// <summary>How long new access tokens live, and what `expires_in` says.</summary>
    public TimeSpan AccessTokenLifetime { get; set; }

    /// <summary>Each refresh gives a new refresh token, and the old one brought again ends the grant.</summary>
    public bool RotateRefreshTokens { get; set; } = true;

    public bool IssueRefreshTokens { get; set; } = true;

    /// <summary>A refresh answers with a new ID token too.</summary>
    public bool IdTokenAtRefresh { get; set; } = true;

    /// <summary>Look at the challenge and the verifier. Off: an OP that does not know PKCE.</summary>
    public bool KnowsPkce { get; set; } = true;

    public Action<JsonObject>? IdTokenHeader { get; set; }

    public Action<JsonObject>? IdTokenClaims { get; set; }

    public Action<JsonObject>? UserInfoClaims { get; set; }

    public Action<JsonObject>? TokenResponse { get; set; }

    /// <summary>The metadata document. Its bytes are <see cref="EndpointSwitch.Body"/> of <see cref="Metadata"/>.</summary>
    public Action<JsonObject>? MetadataDocument { get; set; }

    /// <summary>The parameters that go back to the redirect URI, in order; names may be doubled.</summary>
    public Action<IList<KeyValuePair<string, string>>>? AuthorizationResponse { get; set; }

    public EndpointSwitch Of(string endpoint) => _endpoints[endpoint];

    public void RotateSigningKey() => _keys.Rotate();

    /// <summary>Back to how it started; the signing keys stay.</summary>
    public void Reset()
    {
        foreach (var endpoint in _endpoints.Values) endpoint.Heal();
        AutoLogin = RefuseLogins = RefuseRefreshes = null;
        Slowness = TimeSpan.Zero;
        Down = false;
        AccessTokenLifetime = _accessTokenLifetime;
        RotateRefreshTokens = IssueRefreshTokens = IdTokenAtRefresh = KnowsPkce = true;
        IdTokenHeader = IdTokenClaims = UserInfoClaims = TokenResponse = MetadataDocument = null;
        AuthorizationResponse = null;
    }
}
