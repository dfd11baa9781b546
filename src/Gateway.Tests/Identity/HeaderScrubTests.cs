using Gateway.Claims;
using Gateway.Identity;
using Gateway.Sites;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Identity;

public sealed class HeaderScrubTests
{
    [Theory]
    [InlineData("OIDC_CLAIM_trial")]
    [InlineData("oidc-claim-trial")]
    [InlineData("Oidc.Claim.trial")]
    [InlineData("OIDC+CLAIM+trial")]
    [InlineData("OIDC_")]
    [InlineData("OIDC-Gateway-Assertion-2")]
    [InlineData("HTTP_OIDC_CLAIM_trial")]
    [InlineData("Http-Accept")]
    [InlineData("REDIRECT_REMOTE_USER")]
    [InlineData("Redirect-Status")]
    [InlineData("REMOTE_USER")]
    [InlineData("remote.user")]
    [InlineData("X-Remote-User")]
    [InlineData("X_Remote-User")]
    [InlineData("PHP_AUTH_PW")]
    [InlineData("X-WebAuth-User")]
    [InlineData("X-Forwarded-Anything")]
    [InlineData("X_FORWARDED_FOR")]
    [InlineData("Forwarded")]
    [InlineData("X-Original-URL")]
    [InlineData("Proxy")]
    [InlineData("Trailer")]
    [InlineData("CF-Connecting-IP")]
    [InlineData("Content_Length")]
    [InlineData("Content.Type")]
    [InlineData("Transfer_Encoding")]
    [InlineData("H+OST", false)]
    [InlineData("Cookie", false)]
    [InlineData("COOKIE", false)]
    [InlineData("Host", false)]
    [InlineData("Authorization", false)]
    [InlineData("Content-Length", false)]
    [InlineData("content-type", false)]
    [InlineData("Accept", false)]
    [InlineData("User-Agent", false)]
    [InlineData("X-Oidc-Claim", false)]
    [InlineData("OIDCX", false)]
    [InlineData("Https", false)]
    [InlineData("X-Requested-With", false)]
    [InlineData("Proxy-Connection", false)]
    [InlineData("Range", false)]
    public void Names_are_judged_as_php_folds_them(string name, bool drops = true)
    {
        Assert.Equal(drops, HeaderScrub.Drops(name, ForgedHeaders.None));
    }

    [Theory]
    [InlineData("X-Member", true)]
    [InlineData("x_member", true)]
    [InlineData("X.Member", true)]
    [InlineData("X-Members", false)]
    public void The_owners_own_names_are_judged_in_the_same_way(string name, bool drops)
    {
        Assert.Equal(drops, HeaderScrub.Drops(name, ForgedHeaders.Of(new HashSet<string> { "X_MEMBER" }, null, "OIDC_CLAIM_", ClaimFilter.None)));
    }

    [Theory]
    [InlineData("MEMBER_", "Member-Trial", true)]
    [InlineData("MEMBER_", "member.x", true)]
    [InlineData("MEMBER_", "Members", false)]
    [InlineData("X-Area-", "X_AREA_TRIAL", true)]
    [InlineData("X-Area-", "X-Ar-Trial", false)]
    [InlineData("X-Area-", "OIDC-CLAIM-trial", true)]
    [InlineData("", "trial", true)]
    [InlineData("", "User.Level", true)]
    [InlineData("", "trials", false)]
    public void F73_What_the_prefix_of_claims_could_make_is_dropped(string prefix, string name, bool drops)
    {
        var claims = new ClaimFilter(new HashSet<string> { "trial", "user level" }, new HashSet<string>());

        Assert.Equal(drops, HeaderScrub.Drops(name, ForgedHeaders.Of(new HashSet<string>(), null, prefix, claims)));
    }

    [Theory]
    [InlineData("x-area-user", true)]
    [InlineData("X_Area.User", true)]
    [InlineData("X-Area-Users", false)]
    public void The_header_that_gets_the_users_name_is_the_browsers_in_no_spelling(string name, bool drops)
    {
        Assert.Equal(drops, HeaderScrub.Drops(name, ForgedHeaders.Of(new HashSet<string>(), "X-Area-User", "OIDC_CLAIM_", ClaimFilter.None)));
    }

    [Theory]
    [InlineData(true, "Basic cm9vdDp4")]
    [InlineData(true, "  basic cm9vdDp4")]
    [InlineData(true, "BASIC")]
    [InlineData(true, "Bearer x, Basic cm9vdDp4")]
    [InlineData(true, "Bearer x", "Basic cm9vdDp4")]
    [InlineData(false, "Bearer Basic")]
    [InlineData(false, "Digest username=\"x\"")]
    [InlineData(false, "")]
    [InlineData(false)]
    public void Basic_credentials_are_found_in_any_line_and_part(bool holds, params string[] lines)
    {
        Assert.Equal(holds, HeaderScrub.HoldsBasic(new StringValues(lines)));
    }
}
