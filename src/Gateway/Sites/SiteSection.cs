using System.Net;
using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>One site, section by section; nothing of it counts unless all of it is good.</summary>
internal static class SiteSection
{
    public static Site? Read(SiteOptions written, Setting at, HostOwners owners, IReadOnlyList<IPNetwork> proxiesOfAll)
    {
        var options = at.Known(written, ConfigurationJson.Default.SiteOptions);
        var encoding = at["PathEncoding"].Choice(options.PathEncoding, ("Utf8", PathEncodings.Utf8), ("Latin1", PathEncodings.Latin1));
        var origins = OriginSection.Read(options.Origins, at["Origins"], owners);
        var certificate = CertificateSection.Read(options.Certificate, at["Certificate"], origins);
        var proxies = ProxySection.Read(options.TrustedProxies, at["TrustedProxies"]);
        var redirect = RedirectSection.Read(options.RedirectUri, at["RedirectUri"], origins, encoding);
        var keys = PassphraseSection.Read(options.Passphrase, at["Passphrase"]);
        var provider = ProviderSection.Read(options.Provider, at["Provider"]);
        var timeouts = TimeoutSection.Read(options.Timeouts, at["Timeouts"]);
        var upstreams = UpstreamSection.Read(options.Upstream, at["Upstream"], timeouts);
        var secret = UpstreamSecretSection.Read(options.UpstreamSecret, at["UpstreamSecret"], options.UpstreamProof, at["UpstreamProof"]);
        var rules = PathSection.Read(options.Paths, at["Paths"]);
        var reach = new PageReach(origins, redirect, rules, encoding);
        var pages = PageSection.Read(options.Pages, at["Pages"], reach);
        var returns = ReturnUrlSection.Read(options.ReturnUrls, at["ReturnUrls"], origins, encoding);
        var login = LoginSection.Read(options.Login, at["Login"], origins, returns, reach);
        var session = SessionSection.Read(options.Session, at["Session"], origins, redirect, rules);
        var tokens = TokenSection.Read(options.Tokens, at["Tokens"]);
        var identity = IdentitySection.Read(options.Identity, at["Identity"]);
        var caching = at["CacheControl"].Known(options.CacheControl, ConfigurationJson.Default.CacheControlOptions);
        var limits = LimitSection.Read(options.Limits, at["Limits"]);
        var sockets = WebSocketOriginSection.Read(options.WebSocketOrigins, at["WebSocketOrigins"], origins);
        var trace = at["TraceParent"].Choice(options.TraceParent, ("Off", TraceParent.Off), ("Generate", TraceParent.Generate), ("Propagate", TraceParent.Propagate));
        var info = InfoSection.Read(options.Info, at["Info"]);
        var logout = LogoutSection.Read(options.Logout, at["Logout"], returns, reach);
        if (redirect is null || keys is null || provider is null || upstreams is null || rules is null || identity is null)
        {
            return null;
        }

        TimeoutDoubts.Report(session, tokens, at);
        UpstreamDoubts.Report(upstreams, secret, at["Upstream"]);
        ClaimDoubts.Report(rules, identity.Claims, at["Paths"]);
        PathDoubts.Report(rules, pages, redirect, encoding, at["Paths"]);
        PassphraseSection.SayWhenOldMayGo(options.Passphrase, session, login, at["Passphrase"]);
        return new Site
        {
            Name = at.Site ?? "",
            Generation = at.Reading.Generation,
            Origins = origins,
            Certificate = certificate,
            RedirectUri = redirect,
            Keys = keys,
            Provider = provider,
            Upstreams = upstreams,
            UpstreamSecret = secret,
            Rules = rules,
            Pages = pages,
            Login = login,
            Session = session,
            Tokens = tokens,
            Identity = identity,
            KeepCacheControl = caching.Keep ?? false,
            PathEncoding = encoding,
            Timeouts = timeouts,
            Limits = limits,
            WebSocketOrigins = sockets,
            Info = info,
            ReturnUrl = returns,
            TraceParent = trace,
            Logout = logout,
            TrustedProxies = proxies ?? proxiesOfAll,
        };
    }
}
