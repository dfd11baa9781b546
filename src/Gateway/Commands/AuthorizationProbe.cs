using System.Net;
using Gateway.Provider;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Commands;

/// <summary>
/// Asks for an authorization as a browser would, without one: <c>prompt=none</c> must come back to the redirect URI with a refusal. As far
/// as an OP keeps to the protocol, that tells whether it knows client id and redirect URI.
/// </summary>
internal sealed class AuthorizationProbe(ProviderHttp http, ProviderMetadata metadata, Site site, string redirect)
{
    private const string MadeUp = "gateway-check-made-up-value-of-43-characters";

    private static readonly string[] Nobody = ["login_required", "interaction_required", "consent_required", "account_selection_required", "access_denied"];

    /// <summary>What was seen, and whether the OP knows the client id, where that can be told.</summary>
    public async Task<(OnlineFinding Finding, bool? IsKnown)> AskAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address());
        request.Headers.Accept.ParseAdd("text/html");
        try
        {
            return Judge(await http.SendAsync(site.Provider, request, ProviderPipeline.ReadLimit, ProviderPipeline.DocumentBytes, cancellation));
        }
        catch (ProviderUnavailableException outage)
        {
            return (OnlineFinding.Fault("redirect", $"{metadata.AuthorizationEndpoint}: {outage.Message}", OnlineRemedies.Of(outage.Reason)), null);
        }
    }

    private string Address()
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = site.Provider.ClientId,
            ["redirect_uri"] = redirect,
            ["scope"] = site.Login.Scope,
            ["state"] = MadeUp,
            ["nonce"] = MadeUp,
            ["prompt"] = "none",
        };
        if (site.Login.Pkce) (query["code_challenge"], query["code_challenge_method"]) = (MadeUp[..43], "S256");
        return QueryHelpers.AddQueryString(metadata.AuthorizationEndpoint.ToString(), query);
    }

    private (OnlineFinding, bool?) Judge(ProviderAnswer answer)
    {
        var status = (int)answer.Status;
        if (status is >= 300 and < 400 && answer.Location is { } location) return Judge(location);

        return answer.Status switch
        {
            HttpStatusCode.OK => (OnlineFinding.Note("redirect", $"{redirect}: the provider shows a page.", "Sign in once in a browser: it should be the login page."), null),
            >= HttpStatusCode.InternalServerError => (OnlineFinding.Fault("redirect", $"{metadata.AuthorizationEndpoint} answers {status}.", OnlineRemedies.Of(answer.Status)), null),
            _ => (OnlineFinding.Fault("redirect", $"{redirect}: the provider refuses the client id or this redirect URI ({status}).",
                $"Compare Provider.ClientId, here \"{site.Provider.ClientId}\", with the site ids at NATS, and have this redirect URI allowed there."), false),
        };
    }

    private (OnlineFinding, bool?) Judge(string location)
    {
        if (location != redirect && !location.StartsWith(redirect + "?", StringComparison.Ordinal))
            return (OnlineFinding.Good("redirect", $"{redirect}: the provider goes on to its own pages"), null);

        var error = QueryHelpers.ParseQuery(location[redirect.Length..]).GetValueOrDefault("error").ToString();
        return Nobody.Contains(error)
            ? (OnlineFinding.Good("redirect", $"{redirect} is accepted"), true)
            : (OnlineFinding.Fault("redirect", $"{redirect}: the provider refuses the login with \"{Redacted.Text(error)}\".", "Ask the provider what it wants: scope, PKCE or response type do not fit."), true);
    }
}
