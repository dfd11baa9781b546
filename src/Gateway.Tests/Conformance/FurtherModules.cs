using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Conformance;

/// <summary>What the plans before leave of the suite's list of all modules, and those that are about something which we do not offer.</summary>
internal static class FurtherModules
{
    private const string Plan = "All";

    public static IReadOnlyList<Module> All { get; } =
    [
        Refused("-missing-aud", BasicModules.Claims(claims => claims.Remove("aud"))),
        Refused("-invalid-athash", BasicModules.Claims(claims => claims["at_hash"] = Base64UrlEncoder.Encode(new byte[16]))),
        Taken("-missing-athash", LoginPlays.AcceptedAsync) with { Switch = BasicModules.Claims(claims => claims.Remove("at_hash")) },
        Refused("-invalid-sig-hs256", nats => Forge.IdToken(nats, (_, claims) => Forge.Compact("""{"alg":"HS256"}""", Forge.Text(claims), signed => HMACSHA256.HashData(Encoding.ASCII.GetBytes("guessed"), signed)))),
        Refused("-invalid-sig-es256", Es256) with { Setup = Setup.Es256, IsAlone = true },
        Taken("-nonce-unless-code-flow", LoginPlays.NonceAsync),
        Taken("-userinfo-bearer-header", LoginPlays.AcceptedAsync),
        Taken("-userinfo-bearer-body", LoginPlays.TokenInBodyAsync) with { Setup = Setup.TokenInBody },
        Taken("-userinfo-signed", LoginPlays.AcceptedAsync) with { Setup = Setup.Signed },
        Taken("-aggregated-claims", OfferPlays.ClaimsElsewhere(distributed: false)) with { MustRefuse = true },
        Taken("-distributed-claims", OfferPlays.ClaimsElsewhere(distributed: true)) with { MustRefuse = true },
        Taken("-form-post-error", LoginPlays.ErrorByFormAsync) with { Setup = Setup.FormPrompt, MustRefuse = true },
        Taken("-ignores-unparseable-key-in-jwks", LoginPlays.AcceptedAsync) with { Switch = UnknownKeys, IsAlone = true },
        Taken("-3rd-party-init-login", OfferPlays.ThirdPartyAsync),

        LeftOut("-missing-chash", "an id token from the authorization endpoint", OfferPlays.AsksForIdToken),
        LeftOut("-invalid-chash", "an id token from the authorization endpoint", OfferPlays.AsksForIdToken),
        LeftOut("-mtls-endpoint-aliases", "other endpoints for clients with a certificate", OfferPlays.Goes("mtls")),
        LeftOut("-session-management", "the OP's iframe", OfferPlays.Goes("check_session")),
        LeftOut("-request-uri-signed-none", "a request object", OfferPlays.Asks("request_uri")),
        LeftOut("-request-uri-signed-rs256", "a request object", OfferPlays.Asks("request_uri")),
        LeftOut("-dynamic-registration", "registration", OfferPlays.Goes("registration")),
        LeftOut("-discovery-webfinger-acct", "WebFinger", OfferPlays.LooksForTheOp),
        LeftOut("-discovery-webfinger-url", "WebFinger", OfferPlays.LooksForTheOp),
    ];

    private static Module Taken(string name, Func<Trial, Task> play) => new(Plan, Module.Official + name, play);

    private static Module Refused(string name, Action<SimulatedNats> lie) => Taken(name, LoginPlays.IdTokenRefusedAsync) with { Switch = lie, MustRefuse = true };

    private static Module LeftOut(string name, string what, Func<Trial, bool> isUsed) => Taken(name, OfferPlays.LeftOut(what, isUsed)) with { Setup = Setup.Everything };

    // The key is published and would fit; the signature is not its own.
    private static void Es256(SimulatedNats nats)
    {
        ForgersKey.Publish(nats, ForgersKey.P256.ToJwk("elliptic"));
        Forge.IdToken(nats, (_, claims) => Forge.Compact("""{"alg":"ES256","kid":"elliptic"}""", Forge.Text(claims), signed =>
        {
            var signature = ForgersKey.P256.Sign("ES256", signed);
            signature[7] ^= 1;
            return signature;
        }));
    }

    private static void UnknownKeys(SimulatedNats nats) => ForgersKey.Publish(
        nats,
        new JsonObject { ["kty"] = "AKP", ["alg"] = "ML-DSA-99", ["kid"] = "later", ["use"] = "sig", ["pub"] = "AAAA" },
        new JsonObject { ["kty"] = "made-up", ["kid"] = "odd", ["use"] = "sig", ["value"] = "AAAA" });
}
