namespace Gateway.Tests.Forgery;

/// <summary>Lies in the token response, around the id token.</summary>
internal static class TokenResponseLies
{
    public static readonly IReadOnlyList<Lie> All =
    [
        new("A53", "another kind of token", "token_type", nats => nats.Switches.TokenResponse = answer => answer["token_type"] = "mac")
        {
            IsBelieved = belief => belief.TokenResponse?.Text("token_type") == "mac",
        },
    ];
}
