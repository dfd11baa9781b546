using System.Text.Json;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Commands;

/// <summary>What an OP's own documents promise, held against what Gateway needs of it and what the site is configured for.</summary>
internal static class ProviderPromises
{
    private static readonly string[] Endpoints =
        ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint", "revocation_endpoint"];

    /// <summary>Endpoints away from the OP's own host, which is allowed, and those it lacks.</summary>
    public static IEnumerable<OnlineFinding> EndpointsOf(JsonElement metadata, Uri home)
    {
        foreach (var name in Endpoints)
        {
            if (!metadata.TryGetProperty(name, out var value))
                yield return OnlineFinding.Note("endpoints", $"There is no {name}: {WithoutIt(name)}.");
            else if (new Uri(value.GetString()!) is var address && address.Host != home.Host)
                yield return OnlineFinding.Note("endpoints", $"{name} is on another host: {address}", "Nothing, if that host is the provider's.");
        }
    }

    public static IEnumerable<OnlineFinding> AlgorithmsOf(JsonElement metadata, ProviderSettings settings)
    {
        if (Lacks(metadata, "response_types_supported", "code"))
            yield return OnlineFinding.Fault("flow", "The provider does not offer the code flow (response_types_supported).", "Ask the provider to allow response type code.");
        if (settings.ClientAuthentication == ClientAuthenticationMethod.Basic && Lacks(metadata, "token_endpoint_auth_methods_supported", "client_secret_basic"))
            yield return OnlineFinding.Note("flow", "client_secret_basic is not among token_endpoint_auth_methods_supported.", "If logins fail with op_client_refused, ask the provider to allow it.");
        if (!metadata.TryGetProperty("code_challenge_methods_supported", out _) || Lacks(metadata, "code_challenge_methods_supported", "S256"))
            yield return OnlineFinding.Note("flow", "PKCE with S256 is not announced; as a rule it does no harm.", "If the provider refuses logins for it, set Login.Pkce to false.");

        yield return Lacks(metadata, "id_token_signing_alg_values_supported", settings.IdTokenSignedResponseAlg)
            ? OnlineFinding.Fault("id token", $"The provider does not sign with {settings.IdTokenSignedResponseAlg}, but with {Values(metadata, "id_token_signing_alg_values_supported")}.", "Set Provider.IdTokenSignedResponseAlg to what the provider signs with; one with a shared secret is never taken.")
            : OnlineFinding.Good("id token", $"signed with {settings.IdTokenSignedResponseAlg}");
        yield return UserInfoOf(metadata, settings);
    }

    public static IEnumerable<OnlineFinding> KeysOf(JsonElement document, IReadOnlyList<ProviderKey> keys, ProviderSettings settings)
    {
        yield return OnlineFinding.Good("keys", string.Join(", ", keys.Select(Describe)));
        var others = document.GetProperty("keys").GetArrayLength() - keys.Count;
        if (others > 0) yield return OnlineFinding.Note("keys", $"{others} more cannot verify a signature and {(others == 1 ? "is" : "are")} passed over.");

        string?[] needed = [settings.IdTokenSignedResponseAlg, settings.UserInfoSignedResponseAlg];
        foreach (var algorithm in needed.OfType<string>().Distinct().Where(algorithm => !keys.Any(key => key.Fits(kid: null, algorithm))))
            yield return OnlineFinding.Fault("keys", $"None of them can verify {algorithm}.", $"Ask the provider for a key for {algorithm}, or which algorithm it signs with.");
    }

    private static OnlineFinding UserInfoOf(JsonElement metadata, ProviderSettings settings)
    {
        const string Offered = "userinfo_signing_alg_values_supported";
        if (settings.UserInfoSignedResponseAlg is not { } algorithm)
        {
            return metadata.TryGetProperty(Offered, out _)
                ? OnlineFinding.Note("userinfo", $"The provider can sign userinfo ({Values(metadata, Offered)}), and the site takes it plain.", "Have it signed, and set Provider.UserInfoSignedResponseAlg.")
                : OnlineFinding.Good("userinfo", "plain, as configured");
        }

        return Lacks(metadata, Offered, algorithm)
            ? OnlineFinding.Fault("userinfo", $"Provider.UserInfoSignedResponseAlg is {algorithm}, the provider offers {Values(metadata, Offered)}.", "Set what the provider signs userinfo with.")
            : OnlineFinding.Good("userinfo", $"signed with {algorithm}, as configured");
    }

    // A list that is missing promises nothing and denies nothing.
    private static bool Lacks(JsonElement metadata, string name, string value) =>
        metadata.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        && !list.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == value);

    private static string Values(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(", ", list.EnumerateArray()) : "none";

    private static string WithoutIt(string name) => name switch
    {
        "userinfo_endpoint" => "claims come from the id token alone",
        "end_session_endpoint" => "a logout ends the session here, not at the provider",
        _ => "tokens are not revoked at a logout",
    };

    private static string Describe(ProviderKey key) =>
        $"{(key.Key is ECDsaSecurityKey ? "EC" : "RSA")} {key.Key.KeySize} bits {(key.Id is null ? "without kid" : $"\"{key.Id}\"")}";
}
