namespace Gateway.Claims;

/// <summary>Whose claims are meant, by name; the values are always those that count.</summary>
[Flags]
internal enum ClaimSources
{
    None = 0,
    UserInfo = 1,
    IdToken = 2,
    Both = UserInfo | IdToken,
}
