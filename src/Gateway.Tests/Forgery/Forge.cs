using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Forgery;

/// <summary>Makes tokens out of any texts, under any signature or none, and puts them where NATS would answer with its own.</summary>
internal static class Forge
{
    /// <summary>A claim that NATS never gives: who believes a forged token gives it to the member.</summary>
    public const string Prize = "level";

    public const string PrizeValue = "gold";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a header or payload as other OPs write it.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Plain);

    /// <summary>The id token of every login is another one, made of the honest token's header and claims.</summary>
    public static void IdToken(SimulatedNats nats, Func<JsonObject, JsonObject, string> forge) => nats.Switches.TokenResponse = answer =>
    {
        var parts = answer["id_token"]!.GetValue<string>().Split('.');
        var claims = Read(parts[1]);
        claims[Prize] = PrizeValue;
        answer["id_token"] = forge(Read(parts[0]), claims);
    };

    /// <summary>The id token of every login says something else, under NATS' own good signature.</summary>
    public static Action<SimulatedNats> Claims(Action<JsonObject> change) => nats => IdToken(nats, (header, claims) =>
    {
        change(claims);
        return Signed(nats, header, claims);
    });

    /// <summary>As <see cref="Claims"/>, with NATS' time in seconds.</summary>
    public static Action<SimulatedNats> ClaimsAt(Action<JsonObject, long> change) => nats => Claims(claims => change(claims, nats.Clock.GetUtcNow().ToUnixTimeSeconds()))(nats);

    /// <summary>The header of the id token says something else, under NATS' own good signature.</summary>
    public static Action<SimulatedNats> Header(Action<JsonObject> change) => nats => IdToken(nats, (header, claims) =>
    {
        change(header);
        return Signed(nats, header, claims);
    });

    /// <summary>The payload is this text, whatever it is, under NATS' own good signature.</summary>
    public static Action<SimulatedNats> Payload(Func<string, string> change) => nats => IdToken(nats, (header, claims) => Signed(nats, Text(header), change(Text(claims))));

    /// <summary>Header and payload as they stand, under NATS' own good signature.</summary>
    public static string Signed(SimulatedNats nats, string header, string payload) => Compact(header, payload, nats.Keys.Current.Sign);

    public static string Signed(SimulatedNats nats, JsonNode header, JsonNode payload) => Signed(nats, Text(header), Text(payload));

    /// <summary>Header and payload as they stand, with this signature over them.</summary>
    public static string Compact(string header, string payload, Func<byte[], byte[]> sign) => Compact(header, Encoding.UTF8.GetBytes(payload), sign);

    /// <summary>The same with a payload that is no text.</summary>
    public static string Compact(string header, byte[] payload, Func<byte[], byte[]> sign)
    {
        var signed = Base64UrlEncoder.Encode(header) + "." + Base64UrlEncoder.Encode(payload);
        return signed + "." + Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(signed)));
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64UrlEncoder.DecodeBytes(part))!.AsObject();
}
