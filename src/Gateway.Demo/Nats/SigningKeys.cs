using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Demo.Nats;

/// <summary>The keys NATS signs with: one now, and those before it, which stay published until they are withdrawn.</summary>
internal sealed class SigningKeys
{
    // As other OPs write it: `logout+jwt`, not `logout\u002Bjwt`.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private List<SigningKey> _published = [SigningKey.OfThisProcess()];

    /// <summary>The key that signs.</summary>
    public SigningKey Current
    {
        get
        {
            lock (_lock) return _published[0];
        }
    }

    /// <summary>A new key under a new `kid` signs from now on; the old one stays published.</summary>
    public void Rotate()
    {
        var fresh = SigningKey.Fresh();
        lock (_lock) _published = [fresh, .. _published];
    }

    /// <summary>A new key under the same `kid`: the old one is gone.</summary>
    public void ReplaceUnderSameKid()
    {
        var fresh = SigningKey.Fresh(Current.Kid);
        lock (_lock) _published = [fresh, .. _published.Skip(1)];
    }

    /// <summary>Only the key that signs stays published.</summary>
    public void WithdrawOld()
    {
        lock (_lock) _published = [_published[0]];
    }

    public string Sign(JsonObject header, JsonObject payload) =>
        Current.Sign(header.ToJsonString(Plain), payload.ToJsonString(Plain));

    public JsonObject NewHeader() => new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = Current.Kid };

    public JsonObject ToJwks()
    {
        lock (_lock) return new JsonObject { ["keys"] = new JsonArray([.. _published.Select(key => key.ToJwk())]) };
    }

    /// <summary>The claims of a JWT that NATS signed with a key it still publishes; null for any other text.</summary>
    public JsonObject? Read(string jwt)
    {
        var parts = jwt.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            var signature = Base64UrlEncoder.DecodeBytes(parts[2]);
            List<SigningKey> keys;
            lock (_lock) keys = _published;
            return keys.Any(key => key.Verifies(parts[0] + "." + parts[1], signature))
                ? JsonNode.Parse(Base64UrlEncoder.Decode(parts[1])) as JsonObject
                : null;
        }
        catch (Exception rubbish) when (rubbish is FormatException or JsonException)
        {
            return null;
        }
    }
}
