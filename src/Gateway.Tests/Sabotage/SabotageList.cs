using Gateway.Forwarding;
using Gateway.Gate;
using Gateway.Rules;
using Gateway.Sites;
using Gateway.Tests.Journeys;
using Gateway.Vanity;
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
    ];
}
