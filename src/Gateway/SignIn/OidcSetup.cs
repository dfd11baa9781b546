using Gateway.Provider;
using Gateway.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.SignIn;

/// <summary>
/// Each site's scheme of the framework's handler, built from the <see cref="Site"/> and complete: what the framework would fill in by
/// itself (key ring, metadata reader) is ours, and it has no back channel: OidcEvents redeems the code.
/// </summary>
internal sealed class OidcSetup(
    IAuthenticationSchemeProvider schemes, IOptionsMonitorCache<OpenIdConnectOptions> cache, ProviderDirectory providers, TokenVerifier verifier,
    OidcEvents events, TimeProvider clock) : ISiteFollower
{
    public void Add(Site site)
    {
        cache.TryRemove(site.Scheme);
        cache.TryAdd(site.Scheme, OptionsOf(site));
        schemes.AddScheme(new AuthenticationScheme(site.Scheme, displayName: null, typeof(OidcHandler)));
    }

    public Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken)
    {
        foreach (var site in sites) Add(site);
        return Task.FromResult<string?>(null);
    }

    public void Remove(IReadOnlyList<Site> sites)
    {
        foreach (var site in sites)
        {
            schemes.RemoveScheme(site.Scheme);
            cache.TryRemove(site.Scheme);
        }
    }

    private OpenIdConnectOptions OptionsOf(Site site)
    {
        var options = new OpenIdConnectOptions
        {
            ClientId = site.Provider.ClientId,
            ClientSecret = site.Provider.ClientSecret,
            CallbackPath = site.RedirectUri.Path,
            ResponseType = OpenIdConnectResponseType.Code,
            ResponseMode = site.Login.ByForm ? OpenIdConnectResponseMode.FormPost : OpenIdConnectResponseMode.Query,
            AuthenticationMethod = site.Login.ByPost ? OpenIdConnectRedirectBehavior.FormPost : OpenIdConnectRedirectBehavior.RedirectGet,
            SignInScheme = NeverSignIn.Name,
            StateDataFormat = new LoginStateFormat(site.Keys, site.ReturnUrl),
            ProtocolValidator = new OpenIdConnectProtocolValidator { RequireNonce = false, RequireState = false, RequireStateValidation = false },   // ours: OidcEvents, CallbackChecks
            TokenHandler = new IdTokenHandler(verifier, site.Provider),
            ConfigurationManager = new KnownConfiguration(providers.For(site.Provider)),
            Events = events,
            TimeProvider = clock,
            UsePkce = false,                            // OidcEvents: the verifier is derived, never kept
            GetClaimsFromUserInfoEndpoint = false,      // the framework does not verify what comes
            MapInboundClaims = false,
            SaveTokens = false,
            UseTokenLifetime = false,
            DisableTelemetry = true,
            RemoteSignOutPath = PathString.Empty,       // both would answer anybody, and one signs out
            SignedOutCallbackPath = PathString.Empty,
            PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable,
            SkipUnrecognizedRequests = false,
        };
        options.Scope.Clear();
        foreach (var scope in site.Login.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)) options.Scope.Add(scope);
        return options;
    }

    private sealed class KnownConfiguration(ProviderSource source) : IConfigurationManager<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
        {
            var metadata = (await source.GetAsync(cancel)).Metadata;
            return new OpenIdConnectConfiguration
            {
                Issuer = metadata.Issuer,
                AuthorizationEndpoint = metadata.AuthorizationEndpoint.OriginalString,
                TokenEndpoint = metadata.TokenEndpoint.OriginalString,
            };
        }

        public void RequestRefresh()
        {
        }
    }
}
