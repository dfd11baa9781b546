namespace Gateway.Demo.Nats;

/// <summary>Redeems codes and refresh tokens, each for its own authenticated client.</summary>
internal sealed class TokenEndpoint(SimulatedNats nats)
{
    private readonly ClientAuthentication _authentication = new(nats.Clients);
    private readonly TokenAnswer _answer = new(nats);

    private TokenTerms Terms =>
        new(nats.Switches.AccessTokenLifetime, nats.Switches.IssueRefreshTokens, nats.Switches.RotateRefreshTokens);

    public NatsAnswer Answer(NatsRequest request)
    {
        if (!request.IsForm) return NatsAnswer.Error("invalid_request", "A form is expected.");
        if (request.Form.Doubled is { } doubled) return NatsAnswer.Error("invalid_request", $"The parameter {doubled} was sent twice.");
        if (_authentication.Find(request, out var refusal) is not { } client) return refusal!;
        return request.Form["grant_type"] switch
        {
            "authorization_code" => Redeem(request.Form, client),
            "refresh_token" => Refresh(request.Form, client),
            null => NatsAnswer.Error("invalid_request", "The grant_type is missing."),
            _ => NatsAnswer.Error("unsupported_grant_type", "Only authorization_code and refresh_token are offered."),
        };
    }

    private NatsAnswer Redeem(Parameters form, NatsClient client)
    {
        if (form["code"] is not { } code) return NatsAnswer.Error("invalid_request", "The code is missing.");
        if (form["redirect_uri"] is not { } redirectUri) return NatsAnswer.Error("invalid_request", "The redirect_uri is missing.");

        var verifier = nats.Switches.KnowsPkce ? form["code_verifier"] : null;
        var tokens = nats.Grants.Redeem(code, client.Id, redirectUri, verifier, Terms, out var fault);
        return tokens is null ? NatsAnswer.Error("invalid_grant", fault) : _answer.AtLogin(tokens);
    }

    private NatsAnswer Refresh(Parameters form, NatsClient client)
    {
        if (form["refresh_token"] is not { } token) return NatsAnswer.Error("invalid_request", "The refresh_token is missing.");
        if (nats.Switches.RefuseRefreshes is { } refusal) return NatsAnswer.Error(refusal, "NATS refuses every refresh: a switch says so.");

        var tokens = nats.Grants.Refresh(token, client.Id, Terms, out var fault);
        return tokens is null ? NatsAnswer.Error("invalid_grant", fault) : _answer.AtRefresh(tokens);
    }
}
