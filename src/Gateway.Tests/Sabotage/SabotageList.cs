using System.Text.RegularExpressions;
using Gateway.Forwarding;
using Gateway.Gate;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Journeys;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.Tests.Sabotage;

/// <summary>Every safety feature that the product keeps today. It grows with the product.</summary>
internal static class SabotageList
{
    public static readonly IReadOnlyList<SabotageSwitch> All =
    [
        new("1.3: nobody gets in without paying", TakeOut.Step<GateMiddleware>(),
            typeof(FirstJourneyTests), nameof(FirstJourneyTests.Trial_member_sees_the_unauthorized_page_under_full)),
        new("4.1: an unsigned id token", TakeOut.Oidc(options => options.TokenHandler = new JsonWebTokenHandler()),
            typeof(TokenForgeryTests), nameof(TokenForgeryTests.Unsigned_id_token_is_refused_and_userinfo_is_not_asked)),
        new("4.1: unsigned userinfo", TakeOut.SiteValue(nameof(Site.Provider), site => site.Provider with { UserInfoSignedResponseAlg = null }),
            typeof(TokenForgeryTests), nameof(TokenForgeryTests.Userinfo_without_its_signature_is_refused_where_a_signature_was_agreed_on)),
        new("4.3: a state belongs to one browser", TakeOut.Oidc(EventsWithout.CallbackChecks),
            typeof(CallbackReplayTests), nameof(CallbackReplayTests.A03_State_of_another_browser_leads_to_a_login_of_ones_own), true),
        new("4.4: a state serves once", TakeOut.Store(store => new FaultyStore(store) { ClaimsTwice = true }),
            typeof(CallbackReplayTests), nameof(CallbackReplayTests.A06_Same_callback_a_minute_later_costs_no_token_call)),
        new("4.4: one value a parameter", TakeOut.Oidc(EventsWithout.CallbackChecks),
            typeof(CallbackRefusalTests), nameof(CallbackRefusalTests.A19_One_value_a_parameter_and_the_right_callback_still_works_afterwards), "code={code}&state={state}&state={state}&iss={iss}"),
        new("5.1: our cookies stay with us", TakeOut.Transform<CookieTransform>(),
            typeof(SessionCookieJourneyTests), nameof(SessionCookieJourneyTests.C13_Our_cookies_stay_with_us_and_the_others_pass_byte_for_byte_in_order)),
        new("5.1: an upstream sets no cookie of ours", TakeOut.Transform<AnswerTransform>(),
            typeof(SessionCookieJourneyTests), nameof(SessionCookieJourneyTests.C14_An_upstream_cannot_set_a_cookie_of_ours), "gateway=x"),
        new("5.1: two live sessions of one name", TakeOut.Store(store => new FaultyStore(store) { NeverRemoves = true }),
            typeof(SessionCookieJourneyTests), nameof(SessionCookieJourneyTests.C08_Two_live_sessions_of_one_name_both_end_and_the_member_signs_in_once)),
        new("7.3: a member's page is in no shared cache", TakeOut.Transform<AnswerTransform>(),
            typeof(CachePrivacyJourneyTests), nameof(CachePrivacyJourneyTests.F121_A_page_behind_a_rule_belongs_into_no_shared_cache), null, "private", false),
        new("8.2: forged identity is dropped", TakeOut.Transform<ScrubTransform>(),
            typeof(SpoofedIdentityTests), nameof(SpoofedIdentityTests.F60_A_claim_of_the_browsers_own_is_removed_however_it_is_spelled), "OIDC_CLAIM_trial"),
        new("8.3: the upstream is told who is signed in", TakeOut.Transform<MemberTransform>(),
            typeof(FirstJourneyTests), nameof(FirstJourneyTests.Full_member_signs_in_and_sees_the_page_asked_for_with_claims)),
        new("2.1: the upstream gets the path that was judged", TakeOut.Transform<AddressTransform>(),
            typeof(PathConfusionTests), nameof(PathConfusionTests.F01_Slashes_are_merged_before_the_rule_and_for_the_upstream), "/members//full/a.php"),
        new("ReturnUrl: a redirect stays with the site", TakeOut.SiteValue(nameof(Site.ReturnUrl), _ => new ReturnUrl([], [new Regex(".*", RegexOptions.Singleline)], PathEncodings.Utf8)),
            typeof(RedirectTargetTests), nameof(RedirectTargetTests.E03_Other_origins_lead_nowhere)),
    ];
}
