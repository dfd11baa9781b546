using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>Everybody who can sign in: the four kinds that the demo and the tests use, and whoever a test adds.</summary>
internal sealed class NatsMembers
{
    private static readonly string[] Order = ["alice", "bob", "carol", "nina"];

    private readonly ConcurrentDictionary<string, NatsMember> _members = new(StringComparer.Ordinal);

    public NatsMembers() => Reset();

    public NatsMember this[string name] => _members[name];

    /// <summary>In the order of the pages: the four first.</summary>
    public IReadOnlyList<NatsMember> All =>
    [
        .. _members.Values.OrderBy(member => (uint)Array.IndexOf(Order, member.Name))
            .ThenBy(member => member.Name, StringComparer.Ordinal),
    ];

    /// <summary>By name, as somebody types it.</summary>
    public NatsMember? Find(string? name) => name is null ? null : _members.GetValueOrDefault(name.Trim().ToLowerInvariant());

    public void Put(NatsMember member) => _members[member.Name] = member;

    /// <summary>The four as they were at the start, by the same `sub`. Signed-in members see it at the next userinfo.</summary>
    public void Reset()
    {
        Renew("alice", "member-1001", "full member", new() { ["username"] = "alice", ["trial"] = "0", ["status"] = "1" });
        Renew("bob", "member-1002", "trial member", new() { ["username"] = "bob", ["trial"] = "1", ["status"] = "1" });
        Renew("carol", "member-1003", "expired member", new() { ["username"] = "carol", ["trial"] = "0", ["status"] = "2" });
        Renew("nina", "member-1004", "member without a user name", new() { ["trial"] = "0", ["status"] = "1" });
    }

    private void Renew(string name, string subject, string description, JsonObject claims)
    {
        claims["email"] = name + "@members.example";
        _members.GetOrAdd(name, _ => new NatsMember(name, subject, description, claims)).Claims.Replace(claims);
    }
}
