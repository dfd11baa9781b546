using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>Tells the bearer of a live access token what NATS knows about the member now: as a signed JWT, or plainly, by client.</summary>
internal sealed class UserInfoEndpoint(SimulatedNats nats)
{
    public NatsAnswer Answer(NatsRequest request)
    {
        var inForm = request.Form["access_token"];
        if (request.Query["access_token"] is not null) return Misplaced("Authorization header");
        if ((inForm ?? Bearer(request)) is not { } token) return new NatsAnswer(401, "text/plain", "").With("WWW-Authenticate", "Bearer");
        if (nats.Grants.FindByAccessToken(token) is not { } grant || nats.Clients.Find(grant.ClientId) is not { } client)
            return Refuse("invalid_token", "The access token is unknown, revoked or expired.", 401);
        if (client.TokenInForm != (inForm is not null)) return Misplaced(client.TokenInForm ? "form" : "Authorization header");

        return client.SignedUserInfo ? Signed(grant) : NatsAnswer.Json(Claims(grant, []));
    }

    private static string? Bearer(NatsRequest request) =>
        request.Authorization?.Split(' ', 2) is [var scheme, var token] && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? token : null;

    private static NatsAnswer Misplaced(string place) => Refuse("invalid_request", $"The access token belongs into the {place}.", 400);

    private NatsAnswer Signed(Grant grant)
    {
        var claims = Claims(grant, new JsonObject { ["iss"] = nats.Issuer, ["aud"] = grant.ClientId });
        return new NatsAnswer(200, "application/jwt", nats.Keys.Sign(nats.Keys.NewHeader(), claims));
    }

    private JsonObject Claims(Grant grant, JsonObject json)
    {
        json["sub"] = grant.Member.Subject;
        foreach (var (name, value) in grant.Member.Claims.Copy()) json[name] = value?.DeepClone();
        nats.Switches.UserInfoClaims?.Invoke(json);
        return json;
    }

    private static NatsAnswer Refuse(string error, string description, int status) => NatsAnswer.Error(error, description, status)
        .With("WWW-Authenticate", $"Bearer error=\"{error}\", error_description=\"{description}\"");
}
