using Gateway.Freshness;
using Gateway.Pages;
using Gateway.Rules;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Gateway.Gate;

/// <summary>
/// May this request pass? Asks the rule first, and the session only where the rule needs a member or shows who it is; a public page costs
/// no look-up at all.
/// </summary>
internal sealed class GateMiddleware(
    SessionFinder finder, SessionVault vault, SessionRefresher refresher, ClaimRecheck recheck, Denial denial, ErrorPage errors) : IMiddleware
{
    private static readonly Refusal ClaimsUnconfirmed = new(StatusCodes.Status503ServiceUnavailable, "claims_unconfirmed",
        "We cannot confirm your membership right now",
        "The sign-in service has been unreachable for a while. Nothing is wrong with your account; this page tries again by itself.")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
        IsAlarm = true,
    };

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = SiteRequest.Of(context);
        var rules = RulesOf(context, request);
        var decision = rules.Decide(member: null);
        if (decision.Outcome == Outcome.Allow && !decision.ShowsIdentity) return next(context);
        if (decision.Outcome == Outcome.Deny) return denial.WriteAsync(context, decision, member: null);

        return WithSessionAsync(context, next, request, rules, decision);
    }

    private async Task WithSessionAsync(HttpContext context, RequestDelegate next, SiteRequest request, AppliedRules rules, Decision anonymous)
    {
        var site = request.Site;
        var cookie = site.Session.Cookie(request.Origin.IsHttps);
        var found = await finder.FindAsync(context, cookie, site.Keys, context.RequestAborted);
        var fresh = found is null ? FreshSession.Ended : await LookAfterAsync(context, site, found);

        if (fresh.Live is not { } live)
        {
            if (anonymous.Outcome == Outcome.LogIn) await ChallengeAsync(context, site, anonymous.Rule);
            else await PassAsync(context, next, null, degraded: false);
            return;
        }

        context.Features.Set(new RequestMember(live, fresh.Degraded));   // who is refused stands in the access log too
        var decision = rules.Decide(MemberOf(site, live));
        var justAsked = live.Session.ClaimsAt > found?.Session.ClaimsAt;
        if (decision.Outcome == Outcome.Deny && decision.NeedsClaims && !justAsked && await recheck.TryAsync(site, live, context.RequestAborted) is { } again)
        {
            fresh = again;
            if (again.Live is null)
            {
                await ChallengeAsync(context, site, anonymous.Rule);
                return;
            }

            live = again.Live;
            decision = rules.Decide(MemberOf(site, live));
        }

        if (decision.NeedsClaims && fresh.ClaimAge == ClaimAge.CannotAsk)
        {
            await ChallengeAsync(context, site, decision.Rule);
            return;
        }

        site.Binding(request.Origin.IsHttps).EndCount(context);   // this login led somewhere (design 4.7)
        if (decision.NeedsClaims && fresh.ClaimAge == ClaimAge.OutageTooLong) await errors.WriteAsync(context, ClaimsUnconfirmed with { Member = live.Session.User });
        else if (decision.Outcome == Outcome.Allow) await PassAsync(context, next, live, fresh.Degraded);
        else await denial.WriteAsync(context, decision, live.Session.User);
    }

    private async ValueTask<FreshSession> LookAfterAsync(HttpContext context, Site site, LiveSession live)
    {
        await vault.TouchIfDueAsync(live, site.Session.InactivityTimeout, context.RequestAborted);
        return await refresher.KeepFreshAsync(site, live, context.RequestAborted);
    }

    private static Task PassAsync(HttpContext context, RequestDelegate next, LiveSession? live, bool degraded)
    {
        context.Features.Set(new RequestMember(live, degraded));
        return next(context);
    }

    private static Task ChallengeAsync(HttpContext context, Site site, PathRule rule)
    {
        var properties = new AuthenticationProperties();
        properties.SetParameter(nameof(Unauthenticated), rule.Unauthenticated);
        return context.ChallengeAsync(site.Scheme, properties);
    }

    private static AppliedRules RulesOf(HttpContext context, SiteRequest request) =>
        context.Features.Get<SiteFile>() is { } file
            ? AppliedRules.Of(request.Site.Rules, file.Names, request.Method)
            : request.Site.RulesOf(request.Path, request.Method);

    private static Member MemberOf(Site site, LiveSession live) => new(live.Session.User, live.Session.Claims(site.Identity.Claims));
}
