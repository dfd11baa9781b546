namespace Gateway.Demo.Nats;

/// <summary>The names under which the ledger and the switches know what NATS offers.</summary>
internal static class NatsEndpoint
{
    public const string Metadata = "metadata";
    public const string Jwks = "jwks";
    public const string Authorize = "authorize";
    public const string Login = "login";
    public const string Token = "token";
    public const string UserInfo = "userinfo";
    public const string Revocation = "revocation";
    public const string EndSession = "end_session";

    public const string MetadataPath = "/.well-known/member-openid-configuration";
    public const string SwitchesPath = "/switches";

    // One folder for all that the browser's NATS session is sent to: cookies do not know ports, and the Gateway answers on 127.0.0.1 too.
    public const string Folder = "/openid";
    public const string AuthorizePath = Folder + "/authorize";
    public const string LoginPath = Folder + "/login";
    public const string EndSessionPath = Folder + "/logout";
    public const string TokenPath = Folder + "/token";
    public const string UserInfoPath = Folder + "/userinfo";
    public const string RevocationPath = Folder + "/revoke";
    public const string JwksPath = Folder + "/jwks";

    public static IReadOnlyList<string> All { get; } = [Metadata, Jwks, Authorize, Login, Token, UserInfo, Revocation, EndSession];
}
