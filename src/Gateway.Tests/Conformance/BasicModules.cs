using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;

namespace Gateway.Tests.Conformance;

/// <summary>The Basic plan, and the same modules when the OP answers by form.</summary>
internal static class BasicModules
{
    public static IReadOnlyList<Module> All { get; } = [.. Of("Basic", Setup.Query, Setup.Scope), .. Of("Form Post Basic", Setup.Form, Setup.ScopeByForm)];

    /// <summary>Changes the claims of every id token, under the OP's good signature.</summary>
    public static Action<SimulatedNats> Claims(Action<JsonObject> change) => nats => nats.Switches.IdTokenClaims = change;

    private static IEnumerable<Module> Of(string plan, Setup setup, Setup scope)
    {
        Module Taken(string name, Func<Trial, Task> play) => new(plan, Module.Official + name, play) { Setup = setup };
        Module Refused(string name, Action<SimulatedNats> lie) => Taken(name, LoginPlays.IdTokenRefusedAsync) with { Switch = lie, MustRefuse = true };

        return
        [
            Taken("", LoginPlays.AcceptedAsync),
            Refused("-invalid-iss", Claims(claims => claims["iss"] = "https://another.example")),
            Refused("-missing-sub", Claims(claims => claims.Remove("sub"))),
            Refused("-invalid-aud", Claims(claims => claims["aud"] = "another-client")),
            Refused("-missing-iat", Claims(claims => claims.Remove("iat"))),
            Taken("-kid-absent-single-jwks", LoginPlays.AcceptedAsync) with { Switch = nats => WithoutNames(nats), IsAlone = true },
            Taken("-kid-absent-multiple-jwks", LoginPlays.AcceptedOrRefusedAsync) with { Switch = nats => WithoutNames(nats, ForgersKey.Rsa.ToJwk("other")), IsAlone = true },
            Taken("-idtoken-sig-rs256", LoginPlays.AcceptedAsync),
            Refused("-idtoken-sig-none", Unsigned) with { Play = LoginPlays.OptionalAsync },
            Refused("-invalid-sig-rs256", Restamped),
            Taken("-userinfo-invalid-sub", LoginPlays.UserInfoRefusedAsync) with { Switch = nats => nats.Switches.UserInfoClaims = claims => claims["sub"] = "member-1002", MustRefuse = true },
            Refused("-nonce-invalid", Claims(claims => claims["nonce"] = "another")),
            Taken("-scope-userinfo-claims", LoginPlays.ScopesAsync) with { Setup = scope },
            Taken("-client-secret-basic", LoginPlays.BasicAsync),
        ];
    }

    // Neither the token nor a key has a name; others stand before the right one.
    private static void WithoutNames(SimulatedNats nats, params JsonObject[] others)
    {
        nats.Switches.IdTokenHeader = header => header.Remove("kid");
        nats.Switches.Jwks.Body = text =>
        {
            var keys = JsonNode.Parse(text)!["keys"]!.AsArray().Select(key => key!.DeepClone().AsObject());
            return new JsonObject { ["keys"] = new JsonArray([.. others.Concat(keys).Select(Nameless)]) }.ToJsonString();
        };
    }

    private static JsonObject Nameless(JsonObject key)
    {
        var nameless = key.DeepClone().AsObject();
        nameless.Remove("kid");
        return nameless;
    }

    private static void Unsigned(SimulatedNats nats) => Forge.IdToken(nats, (_, claims) => Forge.Compact("""{"alg":"none"}""", Forge.Text(claims), _ => []));

    private static void Restamped(SimulatedNats nats) => Forge.IdToken(nats, (header, claims) => Forge.Compact(Forge.Text(header), Forge.Text(claims), signed =>
    {
        var signature = nats.Keys.Current.Sign(signed);
        signature[7] ^= 1;
        return signature;
    }));
}
