using System.Text.Json.Nodes;

namespace Gateway.Demo.Nats;

/// <summary>Somebody who can sign in, known to the relying party by <see cref="Subject"/> and to people by <see cref="Name"/>.</summary>
internal sealed class NatsMember(string name, string subject, string description, JsonObject claims)
{
    public string Name => name;

    /// <summary>`sub` of the ID token, and of userinfo unless <see cref="Claims"/> holds another.</summary>
    public string Subject => subject;

    /// <summary>What the login page says about this member.</summary>
    public string Description => description;

    public MemberClaims Claims { get; } = new(claims);

    public bool IsTrial => Claims["trial"]?.ToString() == "1";
}
