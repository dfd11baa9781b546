using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>What userinfo says about a member. Any JSON, and any thread may change it while requests read it.</summary>
internal sealed class MemberClaims
{
    private readonly Lock _lock = new();
    private JsonObject _json;

    public MemberClaims(JsonObject claims) => _json = claims.DeepClone().AsObject();

    public JsonNode? this[string name]
    {
        get
        {
            lock (_lock) return _json[name]?.DeepClone();
        }
        set
        {
            lock (_lock) _json[name] = value?.DeepClone();
        }
    }

    public void Remove(string name)
    {
        lock (_lock) _json.Remove(name);
    }

    public void Replace(JsonObject claims)
    {
        lock (_lock) _json = claims.DeepClone().AsObject();
    }

    public JsonObject Copy()
    {
        lock (_lock) return _json.DeepClone().AsObject();
    }
}
