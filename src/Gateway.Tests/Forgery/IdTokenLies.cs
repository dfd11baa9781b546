using Gateway.Demo.Nats;

namespace Gateway.Tests.Forgery;

/// <summary>Lies about the member, in the id token.</summary>
internal static class IdTokenLies
{
    public static readonly IReadOnlyList<Lie> All =
    [
        new("A60", "alg none", "id_token_algorithm", Unsigned("""{"alg":"none","typ":"JWT"}""")),
        new("A76", "another issuer", "id_token_issuer", Forge.Claims(claims => claims["iss"] = "https://evil.example")),
    ];

    // With at_hash the framework would refuse by luck.
    private static Action<SimulatedNats> Unsigned(string header) => nats => Forge.IdToken(nats, (_, claims) =>
    {
        claims.Remove("at_hash");
        return Forge.Compact(header, Forge.Text(claims), _ => []);
    });
}
