using System.Net;
using Gateway.Claims;
using Gateway.Provider;
using Gateway.Sites;
using Gateway.Telemetry;

namespace Gateway.Commands;

/// <summary>
/// Does the OP know us? An authorization request that nobody sees tells whether it knows the client id and the redirect URI; a code that
/// was never given must fail with <c>invalid_grant</c>, not <c>invalid_client</c>: then the secret is right too.
/// </summary>
internal sealed class ClientProbe(ProviderHttp http, ProviderMetadata metadata, IReadOnlyList<Site> sites, TimeProvider clock)
{
    private const string OnlyRedirect = "Client id and secret are accepted, so have this redirect URI allowed at NATS.";
    private const string MadeUpCode = "gateway-check-made-up-code";

    private readonly ProviderSettings _settings = sites[0].Provider;

    public async Task<IReadOnlyList<OnlineFinding>> AskAsync(CancellationToken cancellation)
    {
        var findings = new List<(OnlineFinding Finding, bool? IsKnown)>();
        foreach (var site in sites)
        {
            foreach (var redirect in site.Origins.Select(site.RedirectUri.On).Distinct(StringComparer.Ordinal))
                findings.Add(await new AuthorizationProbe(http, metadata, site, redirect).AskAsync(cancellation));
        }

        var isKnown = findings.Any(one => one.IsKnown == true) ? true : findings[0].IsKnown;
        var secret = await AskTokenAsync(isKnown, cancellation);
        return [secret, .. findings.Select(one => one.IsKnown == false && secret.Verdict == OnlineVerdict.Good ? one.Finding with { Remedy = OnlyRedirect } : one.Finding)];
    }

    private async Task<OnlineFinding> AskTokenAsync(bool? isKnown, CancellationToken cancellation)
    {
        List<KeyValuePair<string, string>> form =
        [
            new("grant_type", "authorization_code"),
            new("code", MadeUpCode),
            new("redirect_uri", sites[0].RedirectUri.On(sites[0].Origins[0])),
            new("code_verifier", MadeUpCode.PadRight(43, '-')),
            .. _settings.TokenParameters,
        ];
        using var request = new HttpRequestMessage(HttpMethod.Post, metadata.TokenEndpoint);
        ClientAuthentication.Put(request, form, metadata.TokenEndpoint, _settings, clock.GetUtcNow());
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            return Judge(await http.SendAsync(_settings, request, ProviderPipeline.LoginLimit, ProviderPipeline.UsualBytes, cancellation), isKnown);
        }
        catch (ProviderUnavailableException outage)
        {
            return OnlineFinding.Fault("secret", $"{metadata.TokenEndpoint}: {outage.Message}", OnlineRemedies.OnlyHere);
        }
    }

    private OnlineFinding Judge(ProviderAnswer answer, bool? isKnown) => (answer.Status, answer.Error) switch
    {
        (_, "invalid_grant") => OnlineFinding.Good("secret", "client id and secret are accepted"),
        (HttpStatusCode.Forbidden, not "invalid_client") =>
            OnlineFinding.Fault("secret", $"{metadata.TokenEndpoint} answers 403 to this server.", OnlineRemedies.OnlyHere),
        (HttpStatusCode.Unauthorized, _) or (_, "invalid_client") =>
            OnlineFinding.Fault("secret", $"The provider refuses this client id with this secret ({answer.Error ?? "401"}).", Compare(isKnown)),
        (_, "unauthorized_client") =>
            OnlineFinding.Fault("secret", "The provider knows this client, and does not let it sign members in (unauthorized_client).", "Ask the provider to allow the code flow for this client."),
        ({ } status, _) when answer.IsSuccess && ClaimSet.TryParse(answer.Body, out var json, out _) && json.TryGetProperty("access_token", out _) =>
            OnlineFinding.Fault("secret", $"The provider gives tokens for a code that it never gave ({(int)status}).", "Do not use this provider: anybody can sign in as any member."),
        ({ } status, null) when (int)status < 500 =>
            OnlineFinding.Fault("secret", $"{metadata.TokenEndpoint} answers {(int)status} with something that is no answer to a token call.", OnlineRemedies.OnlyHere),
        ({ } status, null) => OnlineFinding.Fault("secret", $"{metadata.TokenEndpoint} answers {(int)status}.", OnlineRemedies.Of(status)),
        var (_, error) => OnlineFinding.Note("secret", $"A made-up code is refused with {Redacted.Text(error)}: whether the secret is right cannot be told.", "Sign in once to see."),
    };

    private string Compare(bool? isKnown) => isKnown switch
    {
        true => $"The client id is known there, so compare Provider.ClientSecret, here {Redacted.Secret(_settings.ClientSecret)}, with MEMBER_OPENID_CLIENT_SECRET.",
        false => $"The client id is not known there either: compare Provider.ClientId, here \"{_settings.ClientId}\", with the site ids at NATS.",
        null => "Compare Provider.ClientSecret with MEMBER_OPENID_CLIENT_SECRET, and Provider.ClientId with the site ids at NATS.",
    };
}
