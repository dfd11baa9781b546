using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Gateway.Claims;
using Gateway.FastCgi;
using Gateway.Identity;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.MicroBenchmarks;

/// <summary>The pieces of a signed-in member's request, each alone and as often as it happens for one.</summary>
public class MemberRequest
{
    private const string Target = "/members/page.php";

    private static readonly SessionId Id = SessionId.New();
    private static readonly string StoreName = StoreKey.OfSession(Sample.Keys.Site, Id);
    private static readonly SessionSeal Seal = new();
    private static readonly Site Site = Sample.Site();
    private static readonly HttpContext Context = Sample.Context(Site, Target);
    private static readonly RuleTable Rules = Sample.Rules(1_000);
    private static readonly CanonicalPath Path = Sample.Path(Target);
    private static readonly Member Member = new("alice", Sample.Session.Claims(ClaimFilter.None));
    private static readonly HttpRequestMessage Asked = Sample.Message();
    private static readonly GatewayAssertion Assertion = new(TimeProvider.System);
    private static readonly IdentityVariables Identity = new(new LeftOut(Metrics(), NullLogger<LeftOut>.Instance));
    private static readonly byte[] Sealed = Seal.Seal(Sample.Keys, Id, StoreName, Sample.Session);
    private static readonly CgiRequest Cgi = Script();
    private static readonly LiveSession Known = Sample.Live();
    private static readonly Dictionary<string, string> Variables = CgiVariables.Of(Asked, Cgi, length: null);

    /// <summary>Once in the life of a page's connection: a body of before is used again.</summary>
    [Benchmark]
    public object? OpenSession()
    {
        Seal.Open(Sample.Keys, Id, StoreName, Sealed, out var session);
        return session;
    }

    [Benchmark]
    public object DecideAmongThousandRules() => AppliedRules.Of(Rules, [Path], "GET").Decide(Member).Rule;

    /// <summary>Both spellings, for a session that has told nothing yet.</summary>
    [Benchmark]
    public object WriteIdentityHeaders() => Identity.Headers(Site, Sample.Live(), degraded: false, VariableLimits.Plain(IdentityHeaders.Both), IdentityHeaders.Both);

    [Benchmark]
    public object WriteCgiVariables() => CgiVariables.Of(Asked, Cgi, length: null);

    /// <summary>Thirteen headers of a browser, of which none is dropped.</summary>
    [Benchmark]
    public int ScrubHeaders()
    {
        var dropped = 0;
        foreach (var header in Asked.Headers.NonValidated)
            if (HeaderScrub.Drops(header.Key, Site.Identity.Forged)) dropped++;
        return dropped;
    }

    [Benchmark]
    public object? ScrubCookies() => OwnCookies.Without(Sample.Cookie, Site.Session.OwnCookies, Site.Identity.StripCookies);

    [Benchmark]
    public object ReadPlainPath() => Sample.Path(Target).Folded;

    [Benchmark]
    public object ReadEncodedPath() => Sample.Path("/members/Jahresr%C3%BCckblick%202026/a.PHP").Folded;

    [Benchmark]
    public object SignAssertion()
    {
        using var message = new HttpRequestMessage();
        Assertion.Add(message.Headers, Context, Site.UpstreamSecret!, "GET", Target, Identity.Exact(Site, Known, degraded: false));   // the sample has a secret
        return message.Headers;
    }

    [Benchmark]
    public int WriteFastCgiRecords()
    {
        var parameters = new FastCgiParameters(keepConnection: false);
        foreach (var (name, value) in Variables) parameters.Add(name, value);
        return parameters.Complete(hasBody: false).Length;
    }

    private static CgiRequest Script() => new()
    {
        Application = new FastCgiApplication
        {
            Name = "area",
            Addresses = [],
            Scripts = new ScriptMap(new ScriptTree { Root = "/srv/area", LocalRoot = "/srv/area", Index = ["index.php"] }),
            Pool = new FastCgiPoolSettings(200, 400, KeepAlive: false),
            LongestWait = TimeSpan.FromSeconds(60),
            MostSpooled = 0,
        },
        ScriptName = Target,
        PathInfo = "",
        RequestUri = Target,
        Query = "",
        Protocol = "HTTP/1.1",
        Scheme = "https",
        Host = "members.example",
        Port = 443,
        Client = "192.0.2.7",
        ServerAddress = "127.0.0.1",
        Identity = Identity.Exact(Site, Sample.Live(), degraded: false),
    };

    private static GatewayMetrics Metrics() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
