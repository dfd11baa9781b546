using System.Buffers;
using System.Text.Json;

namespace Gateway.Claims;

/// <summary>
/// What userinfo once said of a member and says no more. The id token is older and may still say it: taken from there, a claim that the OP
/// withdrew by leaving it out would open doors until the session ends.
/// </summary>
internal static class WithdrawnClaims
{
    /// <summary>The id token's claims without those of them that userinfo said before and does not say now.</summary>
    public static JsonElement Without(JsonElement idToken, JsonElement before, JsonElement now)
    {
        if (!idToken.EnumerateObject().Any(claim => IsWithdrawn(claim.Name, before, now))) return idToken;

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var claim in idToken.EnumerateObject())
                if (!IsWithdrawn(claim.Name, before, now)) claim.WriteTo(json);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // What only the id token has ever said is nothing that userinfo could take back.
    private static bool IsWithdrawn(string name, JsonElement before, JsonElement now) =>
        !ClaimSet.IsProtocolClaim(name) && before.TryGetProperty(name, out _) && !now.TryGetProperty(name, out _);
}
