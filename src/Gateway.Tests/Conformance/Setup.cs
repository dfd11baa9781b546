using System.Text.Json.Nodes;
using Gateway.Demo.Nats;

namespace Gateway.Tests.Conformance;

/// <summary>How a relying party is set up for a module: the same said in gateway.json, in Apache's virtual host, and at the OP.</summary>
internal sealed record Setup
{
    public static Setup Query { get; } = new();

    public static Setup Form { get; } = new() { IsByForm = true };

    /// <summary>Asks for somebody who is signed in at the OP at this moment, which nobody is.</summary>
    public static Setup FormPrompt { get; } = new()
    {
        IsByForm = true,
        Site = site => site["Login"]!["Parameters"] = new JsonObject { ["max_age"] = "0", ["prompt"] = "none" },
        Directives = ["OIDCAuthRequestParams max_age=0&prompt=none"],
    };

    public static Setup Scope { get; } = new() { Site = site => site["Login"]![nameof(Scope)] = "openid email", Directives = ["OIDCScope \"openid email\""] };

    public static Setup ScopeByForm { get; } = Scope with { IsByForm = true };

    public static Setup Signed { get; } = new() { IsSigned = true };

    public static Setup Es256 { get; } = new()
    {
        Site = site => site["Provider"]!["IdTokenSignedResponseAlg"] = "ES256",
        Directives = ["OIDCIDTokenSignedResponseAlg ES256"],
        Offer = nats => nats.Switches.MetadataDocument = document => document["id_token_signing_alg_values_supported"] = new JsonArray("ES256"),
    };

    /// <summary>Userinfo is asked with the access token in a form.</summary>
    public static Setup TokenInBody { get; } = new()
    {
        HasTokenInBody = true,
        Site = site => site["Provider"]!["UserInfoTokenMethod"] = "post_param",
        Directives = ["OIDCUserInfoTokenMethod post_param"],
    };

    /// <summary>Userinfo is asked again after a second: whoever has a new access token will show it.</summary>
    public static Setup Refresh { get; } = new()
    {
        Site = site => site["Tokens"] = new JsonObject { ["UserInfoRefreshInterval"] = "1s" },
        Directives = ["OIDCUserInfoRefreshInterval 1"],
    };

    /// <summary>An OP that offers much that a code flow with a known client does without, at addresses with a mark.</summary>
    public static Setup Everything { get; } = new()
    {
        Offer = nats => nats.Switches.MetadataDocument = document =>
        {
            string Marked(string path, string mark) => $"{nats.Issuer}{path}?{ConfigPlays.Mark}={mark}";
            document["check_session_iframe"] = Marked(NatsEndpoint.AuthorizePath, "check_session");
            document["registration_endpoint"] = Marked(NatsEndpoint.RevocationPath, "registration");
            document["request_uri_parameter_supported"] = true;
            document["response_types_supported"] = new JsonArray("code", "id_token", "code id_token", "code id_token token");
            document["mtls_endpoint_aliases"] = new JsonObject { ["token_endpoint"] = Marked(NatsEndpoint.TokenPath, "mtls"), ["userinfo_endpoint"] = Marked(NatsEndpoint.UserInfoPath, "mtls") };
        },
    };

    /// <summary>The answer of the OP comes as a form.</summary>
    public bool IsByForm { get; init; }

    /// <summary>Userinfo comes as a JWT.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The OP takes an access token in the form alone.</summary>
    public bool HasTokenInBody { get; init; }

    /// <summary>What the site says beyond the usual.</summary>
    public Action<JsonObject> Site { get; init; } = _ => { };

    /// <summary>The same for the module.</summary>
    public string[] Directives { get; init; } = [];

    /// <summary>How the OP is from the start.</summary>
    public Action<SimulatedNats> Offer { get; init; } = _ => { };
}
