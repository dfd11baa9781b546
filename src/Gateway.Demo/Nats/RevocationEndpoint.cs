namespace Gateway.Demo.Nats;

/// <summary>Lets a client give a token back (RFC 7009). Says 200 to a token it does not know: it is dead either way.</summary>
internal sealed class RevocationEndpoint(SimulatedNats nats)
{
    private readonly ClientAuthentication _authentication = new(nats.Clients);

    public NatsAnswer Answer(NatsRequest request)
    {
        if (!request.IsForm) return NatsAnswer.Error("invalid_request", "A form is expected.");
        if (request.Form.Doubled is { } doubled) return NatsAnswer.Error("invalid_request", $"The parameter {doubled} was sent twice.");
        if (_authentication.Find(request, out var refusal) is not { } client) return refusal!;
        if (request.Form["token"] is not { } token) return NatsAnswer.Error("invalid_request", "The token is missing.");

        nats.Grants.Revoke(token, client.Id);
        return new NatsAnswer(200, "text/plain", "");
    }
}
