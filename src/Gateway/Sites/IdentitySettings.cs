using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>What the upstream gets to know of a member.</summary>
internal sealed record IdentitySettings(RemoteUserRule RemoteUser, IdentityHeaders Headers, bool PassRefreshToken, IReadOnlySet<string> DropHeaders);

/// <summary>How the names of identity headers are spelled: PHP reads both as the same name, Apache and nginx drop underscores.</summary>
[Flags]
internal enum IdentityHeaders
{
    None = 0,
    Hyphen = 1,
    Underscore = 2,
    Both = Hyphen | Underscore,
}
