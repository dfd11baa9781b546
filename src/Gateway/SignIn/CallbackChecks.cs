using System.Security.Cryptography;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.SignIn;

/// <summary>
/// Is this authorization response the answer to a question of this browser? In order: one value per parameter; a state of ours; a session
/// made since it first began (then nothing is left to do); a young state of this very browser, else the login starts again; the OP's own
/// name; the first use of this state. Only then the code is redeemed.
/// </summary>
internal sealed class CallbackChecks(SessionFinder finder, SessionVault vault, ProviderDirectory providers, ErrorPage errors, GatewayMetrics metrics, TimeProvider clock)
{
    public const string NonceItem = "nonce";

    // Again once; more often only while the browser's other tabs, all begun without a cookie, still take it from each other.
    private const int MostStarts = 2;
    private const int MostStartsAmongTabs = 6;

    private const int LongestCode = 4096;

    public async Task CheckAsync(MessageReceivedContext received)
    {
        var context = received.HttpContext;
        var site = SiteRequest.Of(context).Site;
        if (FormFault(ParametersOf(context.Request)) is { } fault)
        {
            await RefuseAsync(received, LoginRefusals.Malformed with { Detail = fault });
            return;
        }

        if (LoginState.ReadFrom(received.Properties) is not { } state)
        {
            await RefuseStrayAsync(received, LoginRefusals.UnknownState);
            return;
        }

        if (await SessionSinceAsync(context, site, state))
        {
            Return(received, state);
            return;
        }

        var binding = site.Binding(SiteRequest.Of(context).Origin.IsHttps).Read(context.Request);
        if (binding is null || !IsYoung(state, site))
        {
            await StartAgainAsync(received, site, state, MostStarts);
            return;
        }

        if (!IsOfThisBrowser(state, binding))
        {
            await StartAgainAsync(received, site, state, MostStartsAmongTabs);
            return;
        }

        await RedeemAsync(received, site, state, binding);
    }

    private async Task RedeemAsync(MessageReceivedContext received, Site site, LoginState state, byte[] binding)
    {
        var context = received.HttpContext;
        if (await IssuerFaultAsync(received, site) is { } fault)
        {
            await RefuseAsync(received, fault);
            return;
        }

        if (!await vault.ClaimOnceAsync(site.Keys, "state", state.Name, site.Login.StateTimeout, context.RequestAborted))
        {
            Return(received, state);   // the same callback, a moment ago: whoever won has made the session
            return;
        }

        if (received.ProtocolMessage.Error is { Length: > 0 } error)
        {
            await RefuseAsync(received, LoginRefusals.ByProvider(error, received.ProtocolMessage.ErrorDescription) with { Link = ("Try again", state.ReturnPath) });
            return;
        }

        var properties = received.Properties!;
        properties.Items[OpenIdConnectDefaults.RedirectUriForCodePropertiesKey] = site.RedirectUri.On(SiteRequest.Of(context).Origin);
        properties.Items[NonceItem] = BrowserBinding.Derive(binding, state.Bytes, "nonce");
        if (site.Login.Pkce) properties.Items[OAuthConstants.CodeVerifierKey] = BrowserBinding.Derive(binding, state.Bytes, "verifier");
    }

    // By query or by form, as the site has it: the vanity URL has taken no other.
    private static Dictionary<string, StringValues> ParametersOf(HttpRequest request) => (HttpMethods.IsPost(request.Method)
        ? (IEnumerable<KeyValuePair<string, StringValues>>)request.Form
        : request.Query).ToDictionary(StringComparer.Ordinal);

    private static string? FormFault(Dictionary<string, StringValues> parameters)
    {
        foreach (var (name, values) in parameters)
            if (values.Count != 1) return "parameter given twice: " + name;
        if (parameters.ContainsKey("code") && parameters.ContainsKey("error")) return "both code and error";
        if (parameters.ContainsKey("id_token") || parameters.ContainsKey("access_token")) return "tokens in the answer of a code flow";
        if (parameters.ContainsKey("error")) return null;

        var code = parameters.GetValueOrDefault("code").ToString();
        return code.Length is 0 or > LongestCode || code.Any(char.IsControl) ? "no usable code" : null;
    }

    private async Task<bool> SessionSinceAsync(HttpContext context, Site site, LoginState state)
    {
        var cookie = site.Session.Cookie(SiteRequest.Of(context).Origin.IsHttps);
        var live = await finder.FindAsync(context, cookie, site.Keys, context.RequestAborted);
        return live is not null && live.Session.CreatedAt >= state.BegunAt;
    }

    private bool IsYoung(LoginState state, Site site)
    {
        var age = clock.GetUtcNow() - state.StartedAt;
        return age <= site.Login.StateTimeout && age >= -TokenTimes.Skew;
    }

    private static bool IsOfThisBrowser(LoginState state, byte[] binding) => CryptographicOperations.FixedTimeEquals(BrowserBinding.Hash(binding), state.BindingHash);

    private async Task StartAgainAsync(MessageReceivedContext received, Site site, LoginState state, int most)
    {
        if (state.Starts >= most)
        {
            await RefuseStrayAsync(received, LoginRefusals.OtherBrowser with { Link = ("Start again", state.ReturnPath) });
            return;
        }

        var properties = new AuthenticationProperties();
        properties.SetParameter(OidcHandler.AgainProperty, state);
        await received.HttpContext.ChallengeAsync(site.Scheme, properties);
        received.HandleResponse();
    }

    // RFC 9207: plain string comparison, and no answer without `iss` where the OP promised one.
    private async Task<Refusal?> IssuerFaultAsync(MessageReceivedContext received, Site site)
    {
        try
        {
            var metadata = (await providers.For(site.Provider).GetAsync(received.HttpContext.RequestAborted)).Metadata;
            var issuer = ParametersOf(received.Request).GetValueOrDefault("iss");
            if (issuer.Count == 0) return metadata.SendsIssuer ? LoginRefusals.OtherIssuer with { Detail = "iss is missing" } : null;
            return issuer == metadata.Issuer ? null : LoginRefusals.OtherIssuer with { Detail = "iss is " + issuer };
        }
        catch (ProviderUnavailableException outage)
        {
            return LoginRefusals.ProviderFailed(outage.Reason, outage.Message);
        }
    }

    private static void Return(MessageReceivedContext received, LoginState state)
    {
        OwnAnswer.Redirect(received.Response, SiteRequest.Of(received.HttpContext).Origin + state.ReturnPath);
        received.HandleResponse();
    }

    // It belongs to no login of this browser: the owner may have a page for that.
    private Task RefuseStrayAsync(MessageReceivedContext received, Refusal refusal)
    {
        var context = received.HttpContext;
        if (SiteRequest.Of(context).Site.Login.DefaultPage is not { } page) return RefuseAsync(received, refusal);

        metrics.LoginFailed(SiteRequest.Of(context).Site.Name, refusal.Reason);
        errors.Record(context, refusal with { Status = StatusCodes.Status302Found });
        OwnAnswer.Redirect(context.Response, page);
        received.HandleResponse();
        return Task.CompletedTask;
    }

    private async Task RefuseAsync(MessageReceivedContext received, Refusal refusal)
    {
        metrics.LoginFailed(SiteRequest.Of(received.HttpContext).Site.Name, refusal.Reason);
        await errors.WriteAsync(received.HttpContext, refusal);
        received.HandleResponse();
    }
}
