namespace Gateway.Tests.Conformance;

/// <summary>The plans of logout and of refresh.</summary>
internal static class LogoutModules
{
    private static readonly string[] OfficialLies = ["alg-none", "no-event", "with-nonce", "wrong-alg", "wrong-aud", "wrong-event", "wrong-iss"];

    private static readonly string[] FurtherLies =
    [
        "B48 no jti", "B48 no iat", "B48 iat a day old", "B48 iat tomorrow", "B48 neither sub nor sid", "B48 sid of another member", "B48 exp past", "B48 typ at+jwt", "B51 an id token",
        "B41 events no object", "B41 event no object", "B41 a stranger's signature",
    ];

    public static IReadOnlyList<Module> All { get; } =
    [
        new("RP-Initiated Logout", Module.Official + "-rp-init-logout", LogoutPlays.FromHereAsync),
        new("RP-Initiated Logout", Module.Official + "-rp-init-logout-other-state", LogoutPlays.OtherStateAsync),
        new("RP-Initiated Logout", Module.Official + "-rp-init-logout-no-state", LogoutPlays.NoStateAsync),

        new("Back-Channel Logout", Module.Official + "-rp-backchannel-rpinitlogout", LogoutPlays.BackChannelAsync),
        .. OfficialLies.Select(lie => new Module("Back-Channel Logout", $"{Module.Official}-rp-backchannel-rpinitlogout-{lie}", LogoutPlays.BackChannelRefused("B41 " + lie)) { MustRefuse = true }),

        new("Front-Channel Logout", Module.Official + "-rp-frontchannel-rpinitlogout", LogoutPlays.FrontChannelFromHereAsync),
        new("Front-Channel Logout", Module.Official + "-rp-frontchannel-opinitlogout", LogoutPlays.FrontChannelFromOpAsync),

        Refresh("", RefreshPlays.TakenAsync),
        Refresh("-invalid-issuer", RefreshPlays.Refused(BasicModules.Claims(claims => claims["iss"] = "https://another.example"))) with { MustRefuse = true },
        Refresh("-invalid-sub", RefreshPlays.Refused(BasicModules.Claims(claims => claims["sub"] = "member-1002"))) with { MustRefuse = true },
    ];

    /// <summary>Further logout tokens and frames that must end nothing; no plan of the Foundation has them.</summary>
    public static IReadOnlyList<Module> Ours { get; } =
    [
        .. FurtherLies.Select(lie => new Module("Ours", "logout token: " + lie[4..], LogoutPlays.BackChannelRefused(lie)) { MustRefuse = true }),
        Frame("another iss", "iss=https%3A%2F%2Fanother.example&sid=desk"),
        Frame("sid of nobody", "iss={iss}&sid=nobody"),
        Frame("iss without sid", "iss={iss}"),
    ];

    private static Module Refresh(string name, Func<Trial, Task> play) => new("Refresh Token", Module.Official + "-refresh-token" + name, play) { Setup = Setup.Refresh };

    private static Module Frame(string name, string query) => new("Ours", "front-channel logout: " + name, LogoutPlays.FrontChannelRefused(query)) { MustRefuse = true };
}
