using System.Diagnostics;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Processes;

/// <summary>
/// Real Gateways on one real Redis, before an OP that rotates refresh tokens strictly: one brought twice ends its grant. Every member has a
/// browser at each node, all with the same cookie.
/// </summary>
public sealed class RefreshNodes : IAsyncLifetime
{
    public const int Count = 3;

    private readonly List<GatewayProcess> _nodes = [];
    private RedisServer _redis = null!;   // set before the first test

    internal NodesStage Stage { get; private set; } = null!;

    internal IReadOnlyList<GatewayProcess> Nodes => _nodes;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        Stage = await NodesStage.StartAsync();
        for (var i = 0; i < Count; i++) _nodes.Add(await Stage.NodeAsync(_redis.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>One more node, to be frozen or killed.</summary>
    internal Task<GatewayProcess> MoreAsync() => Stage.NodeAsync(_redis.Address);

    /// <summary>One more node, whose way to Redis is in the test's hands.</summary>
    internal async Task<(GatewayProcess Node, RedisWire Wire)> WiredAsync()
    {
        var wire = RedisWire.Start(_redis.Port);
        return (await Stage.NodeAsync(wire.Address), wire);
    }

    /// <summary>Members who signed in just now, each with a token of this life; those that a refresh brings live for an hour.</summary>
    internal async Task<SignedInMember[]> SignInAsync(int count, TimeSpan life)
    {
        Stage.Nats.Switches.AccessTokenLifetime = life;
        var members = new SignedInMember[count];
        for (var i = 0; i < count; i++)
        {
            var browser = await Stage.SignedInAsync(_nodes[i % Count]);
            members[i] = new SignedInMember(this, browser.SessionCookie!);
        }

        Stage.Nats.Switches.AccessTokenLifetime = TimeSpan.FromHours(1);
        Stage.Nats.Ledger.Clear();
        return members;
    }

    /// <summary>In real time, as all of this.</summary>
    internal static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Each refresh token that was posted, as often as it was.</summary>
    internal string[] Posted() => [.. Stage.Nats.Ledger.Calls.Where(call => call.GrantType == "refresh_token").Select(call => call.Form["refresh_token"]!)];

    /// <summary>The script that replaces a session on the version that was read: the first of a refresh writes its attempt.</summary>
    internal static bool IsReplace(string[] command) => command is [['E', 'V', 'A', 'L', ..], _, _, _, _, _, _];

    internal static void Freeze(GatewayProcess node) => Signal(node, "STOP");

    internal static void Thaw(GatewayProcess node) => Signal(node, "CONT");

    private static void Signal(GatewayProcess node, string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{node.Id}"]);
        kill.WaitForExit();
    }
}
