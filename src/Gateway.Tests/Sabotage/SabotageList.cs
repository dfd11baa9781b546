using System.Net;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Forwarding;
using Gateway.Gate;
using Gateway.Operations;
using Gateway.Pages;
using Gateway.Provider;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Gateway.Tests.Operations;
using Gateway.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.Tests.Sabotage;

/// <summary>Every safety feature that the product keeps today. It grows with the product.</summary>
internal static class SabotageList
{
    public static readonly IReadOnlyList<SabotageSwitch> All =
    [
        new("1.1: PHP gets the names and values of the module", TakeOut.Transform<MemberTransform>(),
            typeof(IdentityJourneyTests), nameof(IdentityJourneyTests.Odd_claims_arrive_by_the_names_and_values_that_apache_made)),
        new("1.3: nobody gets in without paying", TakeOut.Step<GateMiddleware>(),
            typeof(FirstJourneyTests), nameof(FirstJourneyTests.Trial_member_sees_the_unauthorized_page_under_full)),
        new("1.4: a rotating refresh token throws nobody out", TakeOut.OneRefresh,
            typeof(TokenRefreshTests), nameof(TokenRefreshTests.D01_Fifty_requests_after_the_end_of_the_token_wait_for_the_one_call_and_see_the_new_token)),
        new("1.6: the reference number finds the log line", TakeOut.LinesOf<ErrorPage>(),
            typeof(CallbackRefusalTests), nameof(CallbackRefusalTests.A01_Code_without_a_state_of_ours_is_refused), "code=good"),
        new("4.1: an unsigned id token", TakeOut.Oidc(options => options.TokenHandler = new JsonWebTokenHandler()),
            typeof(IdTokenForgeryTests), nameof(IdTokenForgeryTests.A60_An_unsigned_token_is_refused), "A60: alg none"),
        new("4.1: one algorithm for id tokens", TakeOut.SiteValue(nameof(Site.Provider), site => site.Provider with { IdTokenSignedResponseAlg = "PS256" }),
            typeof(IdTokenForgeryTests), nameof(IdTokenForgeryTests.A63_Another_algorithm_than_the_configured_one_is_refused_whoever_signed), "A63: PS256 by a key of the set"),
        new("4.1: an id token of last week", TakeOut.SiteValue(nameof(Site.Provider), site => site.Provider with { IdTokenIatSlack = TimeSpan.FromDays(30) }),
            typeof(IdTokenForgeryTests), nameof(IdTokenForgeryTests.A81_A_token_from_another_time_is_refused), "A81: issued a week ago"),
        new("4.5: an id token of another login", TakeOut.Oidc(EventsWithout.TokenValidated),
            typeof(IdTokenForgeryTests), nameof(IdTokenForgeryTests.A84_Another_nonce_is_refused), "A84: another nonce"),
        new("4.5: an id token of another access token", TakeOut.Oidc(EventsWithout.TokenValidated),
            typeof(IdTokenForgeryTests), nameof(IdTokenForgeryTests.A85_A_wrong_hash_of_the_access_token_is_refused), "A85: another token's at_hash"),
        new("4.1: unsigned userinfo", TakeOut.SiteValue(nameof(Site.Provider), site => site.Provider with { UserInfoSignedResponseAlg = null }),
            typeof(UserInfoForgeryTests), nameof(UserInfoForgeryTests.A114_Userinfo_without_its_signature_is_no_login), "A114: the signature stripped on the way"),
        new("4.1: an answer of the OP has an end", BackChannel.Change(builder => builder.AdditionalHandlers.Remove(builder.AdditionalHandlers.OfType<BoundedAnswer>().Single())),
            typeof(TransportForgeryTests), nameof(TransportForgeryTests.A120_A143_A_login_over_a_bad_wire_is_an_outage), "A120: a body of 600 kB", NatsEndpoint.Metadata),
        new("4.1: and comes in time", BackChannel.Change(builder => builder.AdditionalHandlers.Remove(builder.AdditionalHandlers.OfType<BoundedAnswer>().Single())),
            typeof(TransportForgeryTests), nameof(TransportForgeryTests.A120_A_byte_a_second_is_given_up_when_the_call_has_had_its_time), NatsEndpoint.Metadata, NatsEndpoint.MetadataPath, 5),
        new("4.1: an answer of the OP is not unpacked", BackChannel.Transport(transport => transport.AutomaticDecompression = DecompressionMethods.All),
            typeof(TransportForgeryTests), nameof(TransportForgeryTests.A120_A123_Documents_from_elsewhere_or_packed_are_not_read), "A120: metadata packed, though nobody asked for it"),
        new("4.1: headers of the OP have an end", BackChannel.Transport(transport => transport.MaxResponseHeadersLength = 128),
            typeof(TransportForgeryTests), nameof(TransportForgeryTests.A120_A143_A_login_over_a_bad_wire_is_an_outage), "A143: 10,000 headers", NatsEndpoint.Metadata),
        new("4.1: no redirects on the back channel", BackChannel.Transport(transport => transport.AllowAutoRedirect = true),
            typeof(TransportForgeryTests), nameof(TransportForgeryTests.A123_A_redirect_of_userinfo_is_not_followed_and_the_token_goes_nowhere), "trap"),
        new("4.1: no cookies on the back channel", BackChannel.Transport(transport => transport.UseCookies = true),
            typeof(TransportForgeryTests), nameof(TransportForgeryTests.A143_The_op_sets_no_cookie_at_the_gateway)),
        new("4.1: the OP's certificate", BackChannel.Transport(transport => transport.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null),
            typeof(CertificateTests), nameof(CertificateTests.A137_A_bad_certificate_is_refused_with_its_cause), "expired", "has run out or is not valid yet"),
        new("4.1: a site that looks at certificates beside one that does not", TakeOut.SiteValue(nameof(Site.Provider), site => site.Provider with { ValidateCertificate = false }),
            typeof(CertificateTests), nameof(CertificateTests.A137_The_setting_takes_it_for_its_own_site_alone), "expired", "has run out or is not valid yet"),
        new("4.3: a state belongs to one browser", TakeOut.Oidc(EventsWithout.CallbackChecks),
            typeof(CallbackReplayTests), nameof(CallbackReplayTests.A03_State_of_another_browser_leads_to_a_login_of_ones_own), true),
        new("4.4: a state serves once", TakeOut.Store(store => new FaultyStore(store) { ClaimsTwice = true }),
            typeof(CallbackReplayTests), nameof(CallbackReplayTests.A06_Same_callback_a_minute_later_costs_no_token_call)),
        new("4.4: one value a parameter", TakeOut.Oidc(EventsWithout.CallbackChecks),
            typeof(CallbackRefusalTests), nameof(CallbackRefusalTests.A19_One_value_a_parameter_and_the_right_callback_still_works_afterwards), "code={code}&state={state}&state={state}&iss={iss}"),
        new("4.5: a login ends the session that the browser had", TakeOut.Store(store => new FaultyStore(store) { NeverRemoves = true }),
            typeof(SignInTests), nameof(SignInTests.C20_Second_login_of_a_browser_ends_its_first_session)),
        new("4.6: scripts get 401", TakeOut.HeadersBefore<GateMiddleware>("X-Requested-With"),
            typeof(AuthorizationRequestTests), nameof(AuthorizationRequestTests.Scripts_get_401_with_the_page_to_open_and_no_cookie), "X-Requested-With", "XMLHttpRequest"),
        new("4.7: loops end", TakeOut.LoginCount,
            typeof(LoginLoopTests), nameof(LoginLoopTests.A29_Third_login_that_led_nowhere_shows_the_loop_page), 10),
        new("4.9: a storm of unknown keys costs one read", TakeOut.KeyFloor,
            typeof(KeyRotationTests), nameof(KeyRotationTests.A71_Five_hundred_unknown_names_in_ten_seconds_cost_one_read)),
        new("5.1: our cookies stay with us", TakeOut.Transform<CookieTransform>(),
            typeof(SessionCookieJourneyTests), nameof(SessionCookieJourneyTests.C13_Our_cookies_stay_with_us_and_the_others_pass_byte_for_byte_in_order)),
        new("5.1: an upstream sets no cookie of ours", TakeOut.Transform<AnswerTransform>(),
            typeof(SessionCookieJourneyTests), nameof(SessionCookieJourneyTests.C14_An_upstream_cannot_set_a_cookie_of_ours), "gateway=x"),
        new("5.1: two live sessions of one name", TakeOut.Store(store => new FaultyStore(store) { NeverRemoves = true }),
            typeof(SessionCookieJourneyTests), nameof(SessionCookieJourneyTests.C08_Two_live_sessions_of_one_name_both_end_and_the_member_signs_in_once)),
        new("5.2: a copy of the store opens nothing", services => services.Replace(ServiceDescriptor.Singleton<SessionSeal>(new PlainSeal())),
            typeof(SessionStoreJourneyTests), nameof(SessionStoreJourneyTests.C02_Nothing_in_the_store_can_be_read_or_used_as_a_cookie)),
        new("5.3: an idle session ends", TakeOut.Store(store => new FaultyStore(store) { NeverEnds = true }),
            typeof(SessionLifeJourneyTests), nameof(SessionLifeJourneyTests.C37_Idle_session_lives_for_the_timeout_and_one_step), 0, false),
        new("5.4: a slow request cannot undo a logout", TakeOut.Store(store => new FaultyStore(store) { IgnoresVersions = true }),
            typeof(SessionLifeJourneyTests), nameof(SessionLifeJourneyTests.C30_Logout_while_a_refresh_is_out_that_nobody_waits_for_leaves_the_session_dead)),
        new("5.4: a touch brings nothing back", TakeOut.Store(store => new FaultyStore(store) { RevivesByTouch = true }),
            typeof(LogoutRaceTests), nameof(LogoutRaceTests.C30_Logout_while_a_touch_is_on_its_way)),
        new("5.4: late tokens cannot undo a logout at another node", TakeOut.Store(store => new FaultyStore(store) { IgnoresVersions = true }),
            typeof(LogoutRaceTests), nameof(LogoutRaceTests.C30_Logout_while_refreshed_tokens_are_on_their_way)),
        new("6.1: one refresh for all requests of a session", TakeOut.OneRefresh,
            typeof(TokenRefreshTests), nameof(TokenRefreshTests.D01_Fifty_requests_in_the_window_cost_one_refresh_and_nobody_waits)),
        new("6.3: an outage of the OP keeps the member", TakeOut.SiteValue(nameof(Site.Tokens), site => site.Tokens with { ProviderOutageGrace = TimeSpan.Zero }),
            typeof(UserInfoRefreshTests), nameof(UserInfoRefreshTests.D23_After_the_grace_claim_rules_answer_503_until_userinfo_is_back), "500"),
        new("6.7: a member who just paid is let in", TakeOut.Store(store => new FaultyStore(store) { RefusesWrites = true }),
            typeof(ClaimRecheckTests), nameof(ClaimRecheckTests.D29_Member_who_just_paid_is_let_in_by_that_very_request), false),
        new("7: an absent store is no anonymous visitor", TakeOut.Step<FailureAnswer>(),
            typeof(ErrorAnswerTests), nameof(ErrorAnswerTests.A_store_that_is_away_is_a_503_with_the_cookie_untouched_and_no_way_to_the_op), "/members/", "session_store_unavailable"),
        new("7: nobody is sent to an OP that has just failed again and again", TakeOut.ProviderMemory,
            typeof(ProviderDownTests), nameof(ProviderDownTests.I20_Visitors_go_to_a_known_OP_until_the_breaker_opens_and_then_wait_on_a_page_that_tries_again)),
        new("7: a login that cannot end is not begun", TakeOut.Store(store => new FaultyStore(store) { SaysItIsThere = true }),
            typeof(ErrorAnswerTests), nameof(ErrorAnswerTests.I01_A_visitor_is_not_sent_to_the_op_while_the_store_is_away)),
        new("5.5: a frozen Redis does not cost every request a second", TakeOut.RedisBreaker,
            typeof(RedisRecoveryTests), nameof(RedisRecoveryTests.I02_Frozen_Redis_is_asked_once_and_then_left_alone)),
        new("5.5: a logout that Redis did not take is told again", TakeOut.Hosted<RedisRemovals>(),
            typeof(RedisRecoveryTests), nameof(RedisRecoveryTests.I11_Logout_is_carried_out_when_Redis_is_back), 8),
        new("7.3: a member's page is in no shared cache", TakeOut.Transform<AnswerTransform>(),
            typeof(CachePrivacyJourneyTests), nameof(CachePrivacyJourneyTests.F121_A_page_behind_a_rule_belongs_into_no_shared_cache), null, "private", false),
        new("8.2: forged identity is dropped", TakeOut.Transform<ScrubTransform>(),
            typeof(SpoofedIdentityTests), nameof(SpoofedIdentityTests.F60_A_claim_of_the_browsers_own_is_removed_however_it_is_spelled), "OIDC_CLAIM_trial"),
        new("8.3: the upstream is told who is signed in", TakeOut.Transform<MemberTransform>(),
            typeof(FirstJourneyTests), nameof(FirstJourneyTests.Full_member_signs_in_and_sees_the_page_asked_for_with_claims)),
        new("8.2: forged identity is dropped before a script", TakeOut.Transform<ScrubTransform>(),
            typeof(FastCgiVariablesTests), nameof(FastCgiVariablesTests.F60_No_byte_of_the_browsers_own_is_identity), "OIDC-CLAIM-trial"),
        new("8.5: the rule of the script counts as well", TakeOut.StepBehind<ScriptSelection, GateMiddleware>(),
            typeof(ScriptPathTests), nameof(ScriptPathTests.F49_The_rule_of_the_index_counts_too_and_no_folder_is_listed), "/members/denied/", "DENY", "runs /members/denied/index.php"),
        new("8.5: a link opens no other way to a file", TakeOut.StepBehind<ScriptSelection, GateMiddleware>(),
            typeof(ScriptPathTests), nameof(ScriptPathTests.F48_A_link_within_the_folder_opens_no_other_way_to_a_file), "/public/full/x.php", "runs /public/full/x.php"),
        new("8.5: nothing runs in NoScripts", TakeOut.Tree(tree => tree with { NoScripts = [] }),
            typeof(ScriptPathTests), nameof(ScriptPathTests.F44_In_a_folder_without_scripts_nothing_runs_and_nothing_is_shown), "/uploads/shell.php"),
        new("8.5: no link leads out of the folder", TakeOut.Tree(tree => tree with { Links = ["/"] }),
            typeof(ScriptPathTests), nameof(ScriptPathTests.F48_Nothing_outside_of_the_folder_is_reached), "/public/passwd", "404"),
        new("2.1: the upstream gets the path that was judged", TakeOut.Transform<AddressTransform>(),
            typeof(PathConfusionTests), nameof(PathConfusionTests.F01_Slashes_are_merged_before_the_rule_and_for_the_upstream), "/members//full/a.php"),
        new("9: a logout ends the session here, whatever the OP does", TakeOut.Store(store => new FaultyStore(store) { NeverRemoves = true }),
            typeof(LogoutTests), nameof(LogoutTests.E45_A_revocation_that_hangs_delays_no_logout_and_is_given_up)),
        new("9: a logout drops what the browser keeps", TakeOut.SiteValue(nameof(Site.Logout), site => site.Logout with { ClearSiteCache = false }),
            typeof(LogoutPageTests), nameof(LogoutPageTests.E46_A_site_may_have_the_browser_drop_its_pages), true),
        new("9: info tells what the list says", TakeOut.SiteValue(nameof(Site.Info), _ => Enum.GetValues<InfoItem>().ToHashSet()),
            typeof(InfoTests), nameof(InfoTests.E24_An_imported_list_gives_no_token_away)),
        new("9: an address with a token is passed on to nobody", TakeOut.AnswerHeader("Referrer-Policy"),
            typeof(VanityUrlTests), nameof(VanityUrlTests.E30_What_stood_in_the_address_goes_nowhere_else)),
        new("ReturnUrl: a redirect stays with the site", TakeOut.SiteValue(nameof(Site.ReturnUrl), _ => new ReturnUrl([], [new Regex(".*", RegexOptions.Singleline)], PathEncodings.Utf8)),
            typeof(RedirectTargetTests), nameof(RedirectTargetTests.E03_Other_origins_lead_nowhere)),
        new("foreign page: it logs nobody out", TakeOut.HeadersBefore<FailureAnswer>("Sec-Fetch-Site", "Sec-Fetch-Dest", "Origin"),
            typeof(ForeignPageTests), nameof(ForeignPageTests.E20_Nor_does_one_end_anything_where_the_cookie_goes_everywhere), "image"),
        new("foreign page: it refreshes nothing", TakeOut.HeadersBefore<FailureAnswer>("Sec-Fetch-Site", "Origin"),
            typeof(ForeignPageTests), nameof(ForeignPageTests.E22_Nor_does_one_that_has_come_by_the_token)),
        new("foreign page: it is told nothing", TakeOut.HeadersBefore<FailureAnswer>("Sec-Fetch-Site"),
            typeof(ForeignPageTests), nameof(ForeignPageTests.E23_A_foreign_page_learns_nothing_from_info)),
        new("foreign page: a fetch ahead has no effect", TakeOut.HeadersBefore<FailureAnswer>("Sec-Purpose"),
            typeof(ForeignPageTests), nameof(ForeignPageTests.E21_A_fetch_ahead_has_no_effect), "Sec-Purpose", "prefetch"),
        new("11: a site's port answers nothing of operations", TakeOut.OperationsPort,
            typeof(OperationsPortTests), nameof(OperationsPortTests.H04_A_sites_port_answers_nothing_of_operations), "/metrics"),
        new("11: the framework's own lines stay out of the log", services => services.PostConfigure<LoggerFilterOptions>(filters => filters.Rules.Clear()),
            typeof(SecretsTests), nameof(SecretsTests.H01_Nothing_secret_is_in_any_output_of_a_whole_day_at_log_level_Trace)),
        new("9: the values of the vanity URL stay out of the access log", services => services.Replace(ServiceDescriptor.Singleton<QueryMask>(new NoMask())),
            typeof(AddressOfTokenTests), nameof(AddressOfTokenTests.E30_A_token_in_the_vanity_URL_is_masked_in_every_log_and_goes_nowhere)),
    ];
}
