using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>What a relying party may know before it starts: the metadata document at NATS' unusual path, and the public keys.</summary>
internal sealed class MetadataEndpoint(SimulatedNats nats)
{
    public NatsAnswer Document(NatsRequest request)
    {
        var document = new JsonObject
        {
            ["issuer"] = nats.Issuer,
            ["authorization_endpoint"] = nats.Issuer + NatsEndpoint.AuthorizePath,
            ["token_endpoint"] = nats.Issuer + NatsEndpoint.TokenPath,
            ["userinfo_endpoint"] = nats.Issuer + NatsEndpoint.UserInfoPath,
            ["jwks_uri"] = nats.Issuer + NatsEndpoint.JwksPath,
            ["end_session_endpoint"] = nats.Issuer + NatsEndpoint.EndSessionPath,
            ["revocation_endpoint"] = nats.Issuer + NatsEndpoint.RevocationPath,
            ["scopes_supported"] = new JsonArray("openid"),
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query", "form_post"),
            ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["userinfo_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic"),
            ["revocation_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["authorization_response_iss_parameter_supported"] = true,
            ["prompt_values_supported"] = new JsonArray("none", "login"),
        };
        nats.Switches.MetadataDocument?.Invoke(document);
        return NatsAnswer.Json(document);
    }

    public NatsAnswer Jwks(NatsRequest request) => NatsAnswer.Json(nats.Keys.ToJwks());
}
