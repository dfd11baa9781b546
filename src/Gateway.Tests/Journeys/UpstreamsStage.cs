using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>
/// One site over an HTTP upstream and, below <c>/php/</c>, over a real php-fpm, for a class of tests that move no time and change no
/// setting: alice (full) and bob (trial) are signed in, and both upstreams tell what reached them.
/// </summary>
public class UpstreamsStage : IAsyncLifetime
{
    /// <summary>A public path of each upstream that takes a body and tells it back.</summary>
    internal static readonly string[] Paths = ["/upload", "/php/record.php"];

    /// <summary>The same for members.</summary>
    internal static readonly string[] MemberPaths = ["/members/upload", "/php/members/record.php"];

    private readonly PhpArea _area = new();
    private GatewayHost? _gateway;
    private int _own;
    private PhpFpm? _php;

    internal GatewayHost Gateway => _gateway ?? throw new InvalidOperationException("The stage has not been set.");

    /// <summary>What the session store was asked.</summary>
    internal AskedStore Store { get; private set; } = null!;   // set before any test, as the members are

    internal Browser Full { get; private set; } = null!;

    internal Browser Trial { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _area.Script("record.php", "/php/record.php", "/php/members/record.php");
        _area.Script("dump.php", "/php/dump.php", "/php/members/dump.php");
        Fill(_area);
        _php = await PhpFpm.StartAsync(workers: 2);
        _gateway = await StartAsync(Configure, TakeOut.Store(inner => Store = new AskedStore(inner)));
        Full = await _gateway.SignedInAsync("alice");
        Trial = await _gateway.SignedInAsync("bob");

        void Configure(JsonObject site)
        {
            var http = site["Upstream"]!.GetValue<string>();
            site["Upstream"] = new JsonObject { ["/"] = http, ["/php/"] = new JsonObject { ["FastCgi"] = _php.Address, ["Root"] = _area.Root } };
            site["Paths"]!["/php/members/"] = "valid-user";
            Change(site);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_php is not null) await _php.DisposeAsync();
        _area.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A query that no other request of these tests has: what breaks off may reach an upstream after its own test.</summary>
    internal string Own() => string.Create(CultureInfo.InvariantCulture, $"?own={Interlocked.Increment(ref _own)}");

    /// <summary>What reached an upstream with a target that is this, or ends so.</summary>
    internal IReadOnlyList<string> Reached(string target) => [.. Reached().Where(line => line.Contains(target + " ", StringComparison.Ordinal))];

    /// <summary>What reached an upstream whole, in words: method, target, and the body.</summary>
    internal IReadOnlyList<string> Reached() =>
    [
        .. Gateway.Area.Requests.Select(request => $"{request.Method} {request.Target} whole {request.Body}"),
        .. Directory.EnumerateFiles(_area.Root, "record.log", SearchOption.AllDirectories).SelectMany(File.ReadAllLines),
    ];

    /// <summary>Forgets what reached the upstreams, what was logged, and what OP and store were asked.</summary>
    internal void Clear()
    {
        Gateway.Area.Requests.Clear();
        Gateway.Log.Clear();
        Gateway.Nats.Ledger.Clear();
        Store.Verbs.Clear();
        foreach (var record in Directory.EnumerateFiles(_area.Root, "record.log", SearchOption.AllDirectories)) File.Delete(record);
    }

    /// <summary>Upstream, OP and store were asked for nothing.</summary>
    internal void AssertUntouched(string input)
    {
        Assert.True(Reached().Count == 0, $"{input} reached the upstream: {string.Join(" and ", Reached())}");
        Assert.True(Gateway.Nats.Ledger.Calls.Count == 0, $"{input} reached the OP");
        Assert.True(Store.Verbs.IsEmpty, $"{input} reached the store: {string.Join(", ", Store.Verbs)}");
    }

    private protected virtual Task<GatewayHost> StartAsync(Action<JsonObject> site, Action<IServiceCollection> services) => GatewayHost.StartAsync(site, services: services);

    private protected virtual void Fill(PhpArea area)
    {
    }

    private protected virtual void Change(JsonObject site)
    {
    }
}
