using Gateway.Claims;

namespace Gateway.Rules;

/// <summary>Who is signed in, as far as rules look at it.</summary>
internal sealed record Member(string User, ClaimSet Claims);
