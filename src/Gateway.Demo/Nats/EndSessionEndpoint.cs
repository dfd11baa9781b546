using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>
/// Ends the browser's session at NATS (RP-Initiated Logout 1.0). Returns only to an address that the client of the `id_token_hint` has
/// registered; without a hint it asks the person first.
/// </summary>
internal sealed class EndSessionEndpoint(SimulatedNats nats)
{
    public NatsAnswer Answer(NatsRequest request)
    {
        var sent = request.Method == HttpMethods.Post ? request.Form : request.Query;
        if (sent.Doubled is { } doubled) return Refuse($"The parameter {doubled} was sent twice.");

        var hint = sent["id_token_hint"];
        var claims = hint is null ? null : nats.Keys.Read(hint);
        if (hint is not null && !IsOurs(claims)) return Refuse("The id_token_hint is not an ID token of this NATS.");

        if (sent["post_logout_redirect_uri"] is not { } target) return EndHere(request, claims);
        if (claims is null) return Refuse("A post_logout_redirect_uri needs an id_token_hint.");
        if (nats.Clients.Find(claims["aud"]?.ToString()) is not { } client || !client.MayReturnTo(target))
            return Refuse($"The post_logout_redirect_uri {target} is not registered.");
        if (sent["client_id"] is { } named && named != client.Id) return Refuse("The client_id and the id_token_hint disagree.");

        var separator = target.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var state = sent["state"] is { } value ? separator + Parameters.Write([KeyValuePair.Create("state", value)]) : "";
        return End(request, claims, NatsAnswer.Redirect(target + state, 303));
    }

    private NatsAnswer EndHere(NatsRequest request, JsonObject? claims) => claims is null && request.Method != HttpMethods.Post
        ? NatsAnswer.Page(NatsPage.Of("Sign out of NATS?", Markup.Of($"""
            <p>No client said who should be signed out.</p>
            <form method="post" action="{NatsEndpoint.EndSessionPath}"><button class="main">Sign out</button></form>
            """)))
        : End(request, claims, NatsAnswer.Page(NatsPage.Of("You are signed out of NATS", Markup.Of($"<p>You may close this window.</p>"))));

    private NatsAnswer End(NatsRequest request, JsonObject? claims, NatsAnswer answer)
    {
        // A hint about somebody else must not sign this browser's member out.
        var signedIn = nats.Browsers.Find(request);
        if (claims is not null && signedIn is not null && signedIn.Member.Subject != claims["sub"]?.ToString()) return answer;
        return answer.With("Set-Cookie", nats.Browsers.SignOut(request));
    }

    private bool IsOurs(JsonObject? claims) => claims?["iss"]?.ToString() == nats.Issuer;

    private static NatsAnswer Refuse(string fault) => NatsAnswer.Page(NatsPage.Fault(fault), 400);
}
