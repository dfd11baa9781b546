using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Differential;

/// <summary>
/// The real module and Gateway side by side, before the same scripts and with the same OP. Every member signs in at every site of both, and
/// makes every request at both; what PHP was told otherwise by one than by the other is kept.
/// </summary>
public sealed class ModuleStage : IAsyncLifetime
{
    /// <summary>Instead of all variables where no script ran.</summary>
    public const string Status = "(status)";

    private const string ClientOfSigned = "signed";

    private readonly PhpArea _area = new();
    private readonly ConcurrentBag<Difference> _differences = [];
    private readonly ConcurrentBag<Told> _told = [];
    private readonly Dictionary<PhpKind, (GatewayHost Node, PhpUpstream Php)> _behind = [];
    private GatewayHost? _gateway;
    private ModuleApache? _module;
    private PhpFpm? _php;
    private DateTimeOffset _start;

    /// <summary>What differed, over all sites, members and requests.</summary>
    internal IReadOnlyCollection<Difference> Differences => _differences;

    /// <summary>What the module told PHP, request by request.</summary>
    internal IReadOnlyCollection<Told> Told => _told;

    public async ValueTask InitializeAsync()
    {
        _start = TimeProvider.System.GetUtcNow();
        _area.Script("dump.php", "/index.php", "/public/dump.php", "/members/index.php", "/members/x.php", "/members/vanity.php");
        _php = await PhpFpm.StartAsync(workers: 4);
        _gateway = await GatewayHost.StartAsync(file: Configure, nats: Clients, now: _start);
        _module = await ModuleApache.StartAsync(_area, ComparedSites.All.ToDictionary(site => site.Origin, site => new ModuleApache.Site(_gateway.Nats, Directives(site))));
        foreach (var kind in Enum.GetValues<PhpKind>().Where(kind => kind != PhpKind.FastCgi))
        {
            var php = await PhpUpstream.StartAsync(kind, _area, [.. Claims]);
            _behind[kind] = (await _gateway.StartNodeAsync(PhpUpstream.SignByTheClockOfPhp, php.Configure), php);
        }

        _gateway.Nats.Switches.IdTokenClaims = claims => (claims["in_both"], claims["in_id_token"]) = ("of the id token", new JsonArray("a", "ü"));
        foreach (var member in OddMembers.All)
        {
            // The OP signs everybody in as one member at a time.
            _gateway.Nats.Members.Put(member);
            await Task.WhenAll(ComparedSites.All.Where(site => site.Members.Contains(member.Name)).Select(site => CompareAsync(site, member.Name)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is not null) await _module.DisposeAsync();
        foreach (var (node, php) in _behind.Values)
        {
            await node.DisposeAsync();
            await php.DisposeAsync();
        }

        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_php is not null) await _php.DisposeAsync();
        _area.Dispose();
    }

    /// <summary>The variables that are not the same, byte by byte; where a script ran at one only, that alone.</summary>
    internal static IEnumerable<Difference> Compare(string site, PhpKind php, string member, string request, Dictionary<string, string> module, Dictionary<string, string> gateway) =>
        from name in module.Keys.Union(gateway.Keys).Where(name => name == Status || ComparedSites.IsCompared(name, php))
        where module.GetValueOrDefault(name) != gateway.GetValueOrDefault(name)
        where name == Status || !(module.ContainsKey(Status) || gateway.ContainsKey(Status))
        select new Difference(site, php, member, request, name, module.GetValueOrDefault(name), gateway.GetValueOrDefault(name));

    // What an owner would name for a server that must be told of each claim.
    private static IEnumerable<string> Claims => OddMembers.All.SelectMany(member => member.Claims.Copy().Select(claim => claim.Key)).Append("in_id_token").Distinct().Where(Gateway.Commands.ToldClaims.CanBeTold);

    private async Task CompareAsync(ComparedSite site, string member)
    {
        var nats = _gateway!.Nats;
        var module = await ComparedVisit.BeginAsync(_module!.NewBrowser(nats, site.Origin), nats, member, _start);
        var requests = member == site.Members[0] ? site.Requests : [.. site.Requests.Take(1)];
        var told = new List<Dictionary<string, string>>();
        foreach (var request in module.IsSignedIn ? requests : []) told.Add(await module.AskAsync(request));
        foreach (var (request, variables) in requests.Zip(told)) _told.Add(new(site.Name, member, request.Name, variables));
        foreach (var kind in site.Kinds)
        {
            var browser = kind == PhpKind.FastCgi ? _gateway.NewBrowser(site.Origin) : _gateway.NewBrowser(site.Origin).At(_behind[kind].Node);
            var gateway = await ComparedVisit.BeginAsync(browser, nats, member, _start);
            if (module.IsSignedIn != gateway.IsSignedIn)
                _differences.Add(new(site.Name, kind, member, "login", "(login)", module.IsSignedIn ? "in" : "refused", gateway.IsSignedIn ? "in" : "refused"));
            foreach (var (request, variables) in gateway.IsSignedIn ? requests.Zip(told) : [])
                foreach (var difference in Compare(site.Name, kind, member, request.Name, variables, await gateway.AskAsync(request))) _differences.Add(difference);
        }
    }

    private void Configure(JsonObject file)
    {
        var sites = file["Sites"]!.AsObject();
        var pattern = sites["a"]!.DeepClone().AsObject();
        foreach (var site in ComparedSites.All)
        {
            var json = pattern.DeepClone().AsObject();
            json["Origins"] = new JsonArray(site.Origin);
            json["Upstream"] = new JsonObject { ["FastCgi"] = _php!.Address, ["Root"] = _area.Root };
            json["Identity"] = site.IdentityJson;
            foreach (var (name, value) in JsonNode.Parse(site.Provider)!.AsObject()) json["Provider"]![name] = value?.DeepClone();
            if (site.IsSigned) json["Provider"]!["ClientId"] = ClientOfSigned;
            else Some.PlainUserInfo(json);
            sites[site.Key] = json;
        }
    }

    // The module of this age knows no PKCE unless told, and plain userinfo may be longer than a token.
    private static SimulatedNatsOptions Clients(SimulatedNatsOptions options)
    {
        var plain = options.Clients[0] with { SignedUserInfo = false, RedirectUris = [.. ComparedSites.All.Select(site => site.Origin + GatewayHost.Vanity)] };
        return options with { RequirePkce = false, IdTokenLifetime = TimeSpan.FromMinutes(10), Clients = [plain, plain with { Id = ClientOfSigned, SignedUserInfo = true }] };
    }

    private static string[] Directives(ComparedSite site) =>
    [
        $"OIDCClientID \"{(site.IsSigned ? ClientOfSigned : GatewayHost.ClientId)}\"", $"OIDCClientSecret \"{GatewayHost.ClientSecret}\"",
        site.IsSigned ? "OIDCUserInfoSignedResponseAlg RS256" : "",
        site.Directives.Any(line => line.StartsWith("OIDCRemoteUserClaim", StringComparison.Ordinal)) ? "" : "OIDCRemoteUserClaim username",
        .. site.Directives,
    ];
}
