using System.Net;
using System.Security.Cryptography;
using Gateway.Protection;
using Gateway.Rules;
using Gateway.Sessions;

namespace Gateway.Sites;

/// <summary>One site as everybody else sees it: complete, judged, and never changed. A request takes its site once and keeps it.</summary>
internal sealed class Site
{
    /// <summary>Part of every key and secret derivation, so it stays for good.</summary>
    public required string Name { get; init; }

    /// <summary>Counts reloads, so that old requests end on what they began with.</summary>
    public required int Generation { get; init; }

    /// <summary>Tells this very site from those of other generations and nodes; sealed into the state of a login.</summary>
    public int Mark { get; } = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>The name of its authentication scheme; its YARP clusters have it in front.</summary>
    public string Scheme => field ??= $"{Name}@{Generation}";

    public required IReadOnlyList<Origin> Origins { get; init; }

    /// <summary>For TLS with these hosts; null where another server speaks it.</summary>
    public required SiteCertificate? Certificate { get; init; }

    public required VanityUrl RedirectUri { get; init; }

    public required PassphraseKeys Keys { get; init; }

    public required ProviderSettings Provider { get; init; }

    public required UpstreamMap Upstreams { get; init; }

    /// <summary>Signs what web servers among the upstreams may believe; null where nothing is signed.</summary>
    public required UpstreamSecret? UpstreamSecret { get; init; }

    public required RuleTable Rules { get; init; }

    public required PageSettings Pages { get; init; }

    public required LoginSettings Login { get; init; }

    /// <summary>The cookie of logins under way, on an address of the site.</summary>
    public BrowserBinding Binding(bool https) => https ? BindingOverTls : PlainBinding;

    public required SessionSettings Session { get; init; }

    public required TokenSettings Tokens { get; init; }

    public required IdentitySettings Identity { get; init; }

    /// <summary>Whether the upstream's <c>Cache-Control: public</c> stays as it is behind a rule.</summary>
    public required bool KeepCacheControl { get; init; }

    public required PathEncodings PathEncoding { get; init; }

    public required TimeoutSettings Timeouts { get; init; }

    public required LimitSettings Limits { get; init; }

    /// <summary>Whose pages may open a WebSocket: the site's own, and the owner's list.</summary>
    public required IReadOnlySet<Origin> WebSocketOrigins { get; init; }

    /// <summary>What <c>?info=json</c> may tell.</summary>
    public required IReadOnlySet<InfoItem> Info { get; init; }

    /// <summary>Judges where logout, refresh and login may lead.</summary>
    public required ReturnUrl ReturnUrl { get; init; }

    public required LogoutSettings Logout { get; init; }

    public required TraceParent TraceParent { get; init; }

    /// <summary>Whose forwarded headers count: the site's own list, or that of the whole file.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>The one decision, for the gate and the commands.</summary>
    public Decision Decide(CanonicalPath path, string method, Member? member) => RulesOf(path, method).Decide(member);

    /// <summary>The same, for whoever asks more than once.</summary>
    public AppliedRules RulesOf(CanonicalPath path, string method) => AppliedRules.Of(Rules, NamesOf(path), method);

    /// <summary>Every path by which the file is known that a request means, that of the request first; the rules of all must allow.</summary>
    public IReadOnlyList<CanonicalPath> NamesOf(CanonicalPath path) =>
        Upstreams.Find(path).Upstream is FastCgiUpstream php ? SiteFile.Find(php.Application, path, PathEncoding).Names
        : PathScript.Of(path, PathEncoding) is { } script ? [path, script]
        : [path];

    /// <summary>What a login that leads back to this target asks for besides.</summary>
    public LoginExtras? LoginExtrasTo(string target) =>
        CanonicalPath.TryParse(target.Split('?')[0], PathEncoding, out var path, out _) ? Rules.Find(path!, "GET").Exact.Login : null;   // parsed

    private BrowserBinding BindingOverTls => field ??= BrowserBinding.For(https: true, Login.StateTimeout, Login.BindingSameSite);

    private BrowserBinding PlainBinding => field ??= BrowserBinding.For(https: false, Login.StateTimeout, Login.BindingSameSite);

    /// <summary>The status of a denial.</summary>
    public int StatusOf(Decision denial) => denial.ForGood ? StatusCodes.Status403Forbidden : Pages.UnauthorizedStatus;
}
