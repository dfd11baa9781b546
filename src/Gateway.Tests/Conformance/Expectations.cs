namespace Gateway.Tests.Conformance;

/// <summary>A module that does not plainly pass at one of the two, and why that is as it should be or how it is.</summary>
internal sealed record Expectation(string Party, string Module, Outcome Outcome, string Why);

/// <summary>All that is not plainly passed. Whatever is seen and not here is a fault, and so is whatever is here and not seen.</summary>
internal static class Expectations
{
    public const string Gateway = "Gateway", Apache = "Apache";

    private const string NoState = "the suite wants a `state` to be sent first, and none is: the landing page is the site's own. It is shown all the same, and a foreign `state` does no harm";

    public static IReadOnlyList<Expectation> All { get; } =
    [
        .. OfBoth("-idtoken-sig-none", "refused, which the suite allows and counts as skipped"),
        .. OfBoth("-rp-init-logout-other-state", NoState),
        .. OfBoth("-rp-init-logout-no-state", NoState),
        .. OfBoth("-missing-chash", "is about flows with an id token from the authorization endpoint"),
        .. OfBoth("-invalid-chash", "is about flows with an id token from the authorization endpoint"),
        .. OfBoth("-mtls-endpoint-aliases", "the client of this plan has no certificate, and the endpoints are for those that have one (Gateway: with `Provider.ClientCertificate`)"),
        .. OfBoth("-session-management", "no iframe of the OP in the members' pages; logout comes by back channel or front channel (the module has it, and it is not played)"),
        .. OfBoth("-request-uri-signed-none", "no request objects"),
        .. OfBoth("-request-uri-signed-rs256", "no request objects (the module has them, and they are not played)"),
        .. OfBoth("-dynamic-registration", "the client is known to the OP beforehand"),
        .. OfBoth("-discovery-webfinger-acct", "the OP is known by its document"),
        .. OfBoth("-discovery-webfinger-url", "the OP is known by its document"),

        new(Gateway, Module.Official + "-3rd-party-init-login", Outcome.Skipped, "not offered, so that no foreign page begins a login; answered with 400"),
        new(Gateway, Module.Official + "-distributed-claims", Outcome.Skipped, "not offered: the suite waits for a call of the source, and no address that a claim names is ever called"),

        AtApache("-discovery-issuer-mismatch", "where there is one OP, the `issuer` of its document is compared with nothing"),
        AtApache("-refresh-token-invalid-issuer", "2.4.12 does not look at the id token of a refresh (2.4.20 does)"),
        AtApache("-refresh-token-invalid-sub", "2.4.12 does not look at the id token of a refresh (2.4.20 does)"),
        AtApache("-aggregated-claims", "harder than the suite, to which a login is enough: the claims of a source that nobody knows reach PHP"),
        AtApache("-distributed-claims", "the other way round than the suite, which wants it: an address that a claim names is called"),
        new(Apache, "logout token: no jti", Outcome.Failed, "2.4.12 takes a token that could be sent again (2.4.20 does not)"),
        new(Apache, "logout token: no iat", Outcome.Failed, "2.4.12 takes a token of any age (2.4.20 does not)"),
        new(Apache, "logout token: sid of another member", Outcome.Failed, "the `sub` of a token that has a `sid` is compared with nothing"),
        new(Apache, "logout token: typ at+jwt", Outcome.Failed, "the `typ` is not looked at"),
        new(Apache, "front-channel logout: another iss", Outcome.Failed, "the `iss` is not compared"),
    ];

    /// <summary>What was seen and is not expected, and what is expected of nobody.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<Expectation> expected, string party, IReadOnlyDictionary<Module, Verdict> seen) =>
    [
        .. seen.Where(one => one.Value.Outcome != (Find(expected, party, one.Key)?.Outcome ?? Outcome.Passed)).Select(one => $"{one.Key} at {party}: {one.Value.Outcome} {one.Value.Why}"),
        .. expected.Where(one => one.Party == party && !seen.Keys.Any(module => module.Name == one.Module)).Select(one => $"{one.Module} at {party}: expected, and not played"),
        .. expected.Where(one => one.Party == party && one.Outcome == Outcome.Passed).Select(one => $"{one.Module} at {party}: what passes needs no reason"),
    ];

    private static Expectation? Find(IReadOnlyList<Expectation> expected, string party, Module module) => expected.SingleOrDefault(one => one.Party == party && one.Module == module.Name);

    private static IEnumerable<Expectation> OfBoth(string name, string why) => [new(Gateway, Module.Official + name, Outcome.Skipped, why), new(Apache, Module.Official + name, Outcome.Skipped, why)];

    private static Expectation AtApache(string name, string why) => new(Apache, Module.Official + name, Outcome.Failed, why);
}
