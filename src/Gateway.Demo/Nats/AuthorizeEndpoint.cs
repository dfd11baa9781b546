namespace Gateway.Demo.Nats;

/// <summary>Asks who the browser is, and sends it back to the client with a code or an error. Consent is implied, as at NATS.</summary>
internal sealed class AuthorizeEndpoint(SimulatedNats nats)
{
    public NatsAnswer Answer(NatsRequest request)
    {
        var sent = request.Method == HttpMethods.Post ? request.Form : request.Query;   // OpenID Connect Core 1.0, 3.1.2.1
        if (Read(sent, out var fault) is not { } authorization) return NatsAnswer.Page(NatsPage.Fault(fault), 400);
        if (authorization.Error is { } error) return Refuse(authorization, error, authorization.ErrorDescription);
        if (nats.Switches.RefuseLogins is { } refusal) return Refuse(authorization, refusal, "NATS refuses every login: a switch says so.");

        if (nats.Switches.AutoLogin is { } name && nats.Members.Find(name) is { } member)
            return Grant(authorization, new SignedIn(member, nats.Clock.GetUtcNow()));

        if (!authorization.PromptsLogin && nats.Browsers.Find(request) is { } signedIn) return Grant(authorization, signedIn);
        return authorization.PromptsNone
            ? Refuse(authorization, "login_required", "Nobody is signed in at NATS.")
            : NatsAnswer.Page(LoginPage.Of(nats.Members.All, Parameters.Write(sent), fault: null));
    }

    /// <summary>The login page's form: a member was picked or typed, or the person turned back.</summary>
    public NatsAnswer Login(NatsRequest request)
    {
        var query = request.Form["request"] ?? "";
        if (Read(Parameters.Parse(query), out var fault) is not { } authorization) return NatsAnswer.Page(NatsPage.Fault(fault), 400);
        if (request.Form["cancel"] is not null) return Refuse(authorization, "access_denied", "You turned back at the login page.");
        if (nats.Members.Find(request.Form["member"]) is not { } member)
            return NatsAnswer.Page(LoginPage.Of(nats.Members.All, query, $"NATS knows no member “{request.Form["member"]}”."), 422);

        // The code is given here and not by a second round, or prompt=login would ask for ever.
        var granted = Grant(authorization, new SignedIn(member, nats.Clock.GetUtcNow()));

        // Who cannot be let in is not remembered, or the browser would never see this page again to pick somebody else.
        return member.Claims["username"] is null ? granted : granted.With("Set-Cookie", nats.Browsers.SignIn(member));
    }

    private AuthorizationRequest? Read(Parameters query, out string fault) =>
        AuthorizationRequest.Read(query, nats.Clients, nats.Options.RequirePkce && nats.Switches.KnowsPkce, out fault);

    private NatsAnswer Grant(AuthorizationRequest authorization, SignedIn signedIn)
    {
        var code = nats.Grants.Add(new AuthorizedCode
        {
            ClientId = authorization.Client.Id,
            RedirectUri = authorization.RedirectUri,
            Member = signedIn.Member,
            AuthTime = signedIn.At,
            EndsAt = nats.Clock.GetUtcNow() + nats.Options.CodeLifetime,
            Nonce = authorization.Nonce,
            Challenge = nats.Switches.KnowsPkce ? authorization.Challenge : null,
        });
        return Return(authorization, [KeyValuePair.Create("code", code)]);
    }

    private NatsAnswer Refuse(AuthorizationRequest authorization, string error, string? description) =>
        Return(authorization, [KeyValuePair.Create("error", error), KeyValuePair.Create("error_description", description ?? "")]);

    private NatsAnswer Return(AuthorizationRequest authorization, List<KeyValuePair<string, string>> parameters)
    {
        if (authorization.State is { } state) parameters.Add(KeyValuePair.Create("state", state));
        parameters.Add(KeyValuePair.Create("iss", nats.Issuer));   // RFC 9207
        nats.Switches.AuthorizationResponse?.Invoke(parameters);

        if (authorization.ByForm) return NatsAnswer.Page(AnswerForm.Of(authorization.RedirectUri, parameters));

        var separator = authorization.RedirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return NatsAnswer.Redirect(authorization.RedirectUri + separator + Parameters.Write(parameters), 303);
    }
}
