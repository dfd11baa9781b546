namespace Gateway.Sites;

/// <summary>What <c>?info=json</c> can tell, in the order of the module's answer.</summary>
internal enum InfoItem
{
    Iat,
    AccessToken,
    AccessTokenExpires,
    IdTokenHint,
    IdToken,
    UserInfo,
    Exp,
    Timeout,
    RemoteUser,
    Session,
}
