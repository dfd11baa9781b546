namespace Gateway.Tests.Conformance;

/// <summary>The Config plan: the OP is known by its document alone. A module that is in Basic too is played there.</summary>
internal static class ConfigModules
{
    public static IReadOnlyList<Module> All { get; } =
    [
        Of("-discovery-openid-config", ConfigPlays.ReadsAddressesAsync) with { Switch = ConfigPlays.MarkAddresses },
        Of("-discovery-jwks-uri-keys", ConfigPlays.ReadsKeysAsync) with { Switch = ConfigPlays.MarkKeys },
        Of("-discovery-issuer-mismatch", ConfigPlays.RefusesIssuerAsync) with { Switch = ConfigPlays.OtherIssuer, MustRefuse = true },
        .. BasicModules.All.Where(module => module is { Plan: "Basic", Name: Module.Official + "-idtoken-sig-none" }).Select(module => module with { Plan = "Config" }),
        Of("-signing-key-rotation-just-before-signing", ConfigPlays.RotationBeforeSigningAsync),
        Of("-signing-key-rotation", ConfigPlays.RotationAsync),
    ];

    private static Module Of(string name, Func<Trial, Task> play) => new("Config", Module.Official + name, play) { IsAlone = true };
}
