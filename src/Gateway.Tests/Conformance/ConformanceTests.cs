using Xunit;

namespace Gateway.Tests.Conformance;

/// <summary>Gateway passes an equivalent of the OpenID Foundation's relying-party plans, and the page that says so is true.</summary>
public sealed class ConformanceTests(ConformanceStage stage) : IClassFixture<ConformanceStage>
{
    private const string BackChannel = "-rp-backchannel-rpinitlogout";

    private static readonly string[] NotOffered =
    [
        "-missing-chash", "-invalid-chash", "-mtls-endpoint-aliases", "-session-management", "-request-uri-signed-none", "-request-uri-signed-rs256",
        "-dynamic-registration", "-discovery-webfinger-acct", "-discovery-webfinger-url",
    ];

    private static readonly string[] Further =
    [
        "logout token: events no object", "logout token: event no object", "logout token: a stranger's signature",
        "logout token: no jti", "logout token: no iat", "logout token: iat a day old", "logout token: iat tomorrow", "logout token: neither sub nor sid", "logout token: sid of another member",
        "logout token: exp past", "logout token: typ at+jwt", "logout token: an id token",
        "front-channel logout: another iss", "front-channel logout: sid of nobody", "front-channel logout: iss without sid",
    ];

    [Fact]
    public void B01_B06_B07_B08_B13_B14_Good_logins_end_on_the_page() => AssertAll(Outcome.Passed,
        ["Basic", "Form Post Basic"], "", "-kid-absent-single-jwks", "-kid-absent-multiple-jwks", "-idtoken-sig-rs256", "-scope-userinfo-claims", "-client-secret-basic");

    [Fact]
    public void B02_B03_B04_B05_B10_B11_B12_Bad_tokens_and_bad_userinfo_are_no_login() => AssertAll(Outcome.Passed,
        ["Basic", "Form Post Basic"], "-invalid-iss", "-missing-sub", "-invalid-aud", "-missing-iat", "-invalid-sig-rs256", "-userinfo-invalid-sub", "-nonce-invalid");

    [Fact]
    public void B09_B23_Nobody_gets_in_by_a_token_that_is_not_signed() => AssertAll(Outcome.Skipped, ["Basic", "Form Post Basic", "Config"], "-idtoken-sig-none");

    [Fact]
    public void B20_B21_B22_B24_B25_Document_and_keys_are_followed_where_they_are_the_OPs() => AssertAll(Outcome.Passed, ["Config"],
        "-discovery-openid-config", "-discovery-jwks-uri-keys", "-discovery-issuer-mismatch", "-signing-key-rotation-just-before-signing", "-signing-key-rotation");

    [Fact]
    public void B30_B31_B32_A_logout_here_tells_the_OP_and_lands_with_any_state_or_none()
    {
        AssertAll(Outcome.Passed, ["RP-Initiated Logout"], "-rp-init-logout");
        AssertAll(Outcome.Skipped, ["RP-Initiated Logout"], "-rp-init-logout-other-state", "-rp-init-logout-no-state");   // that no state was sent is why
    }

    [Fact]
    public void B40_B41_Logout_tokens_of_the_OP_end_the_sessions_that_they_name() => AssertAll(Outcome.Passed, ["Back-Channel Logout"],
    [
        BackChannel, BackChannel + "-alg-none", BackChannel + "-no-event", BackChannel + "-with-nonce", BackChannel + "-wrong-alg", BackChannel + "-wrong-aud", BackChannel + "-wrong-event",
        BackChannel + "-wrong-iss",
    ]);

    [Fact]
    public void B60_Frames_of_the_OP_end_the_sessions_that_they_name() => AssertAll(Outcome.Passed, ["Front-Channel Logout"], "-rp-frontchannel-rpinitlogout", "-rp-frontchannel-opinitlogout");

    [Fact]
    public void B41_B48_B51_B61_Further_tokens_and_frames_that_are_not_good_end_nothing()
    {
        foreach (var name in Further) Assert.True(Ended("Ours", name).Outcome == Outcome.Passed, $"{name}: {Ended("Ours", name)}");
    }

    [Fact]
    public void B70_B71_B72_A_refresh_brings_a_token_that_is_used_or_ends_the_session() => AssertAll(Outcome.Passed, ["Refresh Token"],
        "-refresh-token", "-refresh-token-invalid-issuer", "-refresh-token-invalid-sub");

    [Fact]
    public void B73_B74_B80_What_else_all_relying_parties_must_take_or_refuse() => AssertAll(Outcome.Passed, ["All"],
        "-form-post-error", "-userinfo-signed", "-missing-aud", "-invalid-athash", "-missing-athash", "-invalid-sig-hs256", "-invalid-sig-es256", "-nonce-unless-code-flow", "-userinfo-bearer-header");

    [Fact]
    public void B82_The_token_goes_in_the_body_where_the_OP_wants_it_there() => AssertAll(Outcome.Passed, ["All"], "-userinfo-bearer-body");

    [Fact]
    public void B75_A_login_that_another_begins_is_refused() => Assert.Equal(new Verdict(Outcome.Skipped, "not offered: 400"), Of("All", "-3rd-party-init-login"));

    [Fact]
    public void B81_Claims_of_other_sources_are_neither_fetched_nor_trusted()
    {
        AssertAll(Outcome.Passed, ["All"], "-aggregated-claims");
        AssertAll(Outcome.Skipped, ["All"], "-distributed-claims");
    }

    [Fact]
    public void B82_What_is_not_offered_is_left_out() => AssertAll(Outcome.Skipped, ["All"], NotOffered);

    [Fact]
    public void B82_Every_module_ends_as_the_list_says_and_the_list_says_nothing_in_vain() => Assert.Empty(
        Expectations.Faults(Expectations.All, Expectations.Gateway, stage.Gateway).Concat(Expectations.Faults(Expectations.All, Expectations.Apache, stage.Apache)));

    [Fact]
    public void B82_The_page_in_deploy_says_what_was_seen()
    {
        var seen = ConformanceTable.Of(stage.Gateway, stage.Apache);
        if (Environment.GetEnvironmentVariable(ConformanceTable.Rewrite) is not null) File.WriteAllText(ConformanceTable.Path, seen);

        Assert.Equal(seen, File.ReadAllText(ConformanceTable.Path));
    }

    [Fact]
    public void An_entry_of_another_result_one_of_no_module_and_one_that_is_none_are_found()
    {
        var module = new Module("Basic", "a module", _ => Task.CompletedTask);
        var seen = new Dictionary<Module, Verdict> { [module] = Verdict.Passed };
        Expectation Of(string name, Outcome outcome) => new(Expectations.Gateway, name, outcome, "why");

        Assert.Empty(Expectations.Faults([], Expectations.Gateway, seen));
        Assert.Single(Expectations.Faults([Of("a module", Outcome.Skipped)], Expectations.Gateway, seen));
        Assert.Single(Expectations.Faults([Of("another", Outcome.Failed)], Expectations.Gateway, seen));
        Assert.Single(Expectations.Faults([Of("a module", Outcome.Passed)], Expectations.Gateway, seen));
    }

    private Verdict Of(string plan, string name) => Ended(plan, Module.Official + name);

    private Verdict Ended(string plan, string name) => stage.Gateway[Modules.All.Single(module => module.Plan == plan && module.Name == name)];

    private void AssertAll(Outcome outcome, string[] plans, params string[] names)
    {
        foreach (var (plan, name) in plans.SelectMany(_ => names, (plan, name) => (plan, name)))
            Assert.True(Of(plan, name).Outcome == outcome, $"{plan}: {name}: {Of(plan, name)}");
    }
}
