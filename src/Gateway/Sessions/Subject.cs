using Gateway.Claims;

namespace Gateway.Sessions;

/// <summary>Whom a logout of the OP is about: all sessions of a member, those of one sign-in at the OP, or both at once.</summary>
/// <param name="Member">The <c>sub</c>.</param>
/// <param name="SignIn">The <c>sid</c>.</param>
internal sealed record Subject(string Issuer, string? Member, string? SignIn)
{
    /// <summary>Of the sessions that this id token begins.</summary>
    public static Subject Of(Session session) => new(session.Issuer, session.IdTokenClaims.TextOf("sub"), session.IdTokenClaims.TextOf("sid"));
}
