using Gateway.Pages;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Vanity;

/// <summary>
/// <c>POST ?logout=backchannel</c> with a logout token, server to server (OpenID Connect Back-Channel Logout 1.0): ends the sessions that the
/// token names, on all nodes, and every login of theirs that is under way. Its answer is 200 whether there were sessions or not.
/// </summary>
internal sealed class BackChannelLogout(
    TokenVerifier verifier, SubjectSessions subjects, SessionVault vault, ErrorPage errors)
{
    public const string Name = "backchannel";

    private static readonly Refusal Malformed = new(StatusCodes.Status400BadRequest, "logout_token_request", "This logout was refused",
        "A logout token is posted as a form, once, under the name logout_token.");

    private static readonly Refusal Replayed = new(StatusCodes.Status400BadRequest, "logout_token_replayed", "This logout was refused", "This logout token has been used.");

    private static readonly Refusal OtherMember = new(StatusCodes.Status400BadRequest, "logout_token_other_member", "This logout was refused",
        "The sub and the sid of this logout token are not of one member.");

    private static readonly Refusal Away = new(StatusCodes.Status503ServiceUnavailable, "logout_token_unavailable", "This logout could not be carried out",
        "It can be sent again in a moment.") { RetryAfter = TimeSpan.FromSeconds(5), IsAlarm = true };

    public async Task RunAsync(HttpContext context)
    {
        var site = SiteRequest.Of(context).Site;
        if (await RefusalOfAsync(context, site) is { } refusal)
        {
            await errors.WriteAsync(context, refusal);
            return;
        }

        OwnAnswer.Mark(context.Response);
        context.Response.ContentLength = 0;
    }

    private async Task<Refusal?> RefusalOfAsync(HttpContext context, Site site)
    {
        if (!HttpMethods.IsPost(context.Request.Method)) return Malformed with { Detail = context.Request.Method };

        var (fields, unread) = await VanityForm.ReadAsync(context);
        if (unread?.Status == StatusCodes.Status413PayloadTooLarge) return unread;
        if (fields?["logout_token"] is not { Length: > 0 } token) return Malformed with { Detail = unread?.Reason };

        try
        {
            var verified = await verifier.VerifyLogoutTokenAsync(site.Provider, token, context.RequestAborted);
            return verified.Refusal is { } reason
                ? Malformed with { Reason = reason, Description = "The logout token is not good: " + reason + ".", Detail = verified.Detail, IsAlarm = true }
                : await EndAsync(site, LogoutToken.Of(verified.Claims));
        }
        catch (ProviderUnavailableException outage)
        {
            return Away with { Detail = outage.Reason };
        }
        catch (SessionStoreUnavailableException away)
        {
            return Away with { Detail = away.Code };
        }
    }

    // From the first use of the token on it is carried out, though the OP hang up.
    private async Task<Refusal?> EndAsync(Site site, LogoutToken token)
    {
        var subject = new Subject(token.Issuer, token.Subject, token.SignIn);
        if (!await subjects.AgreesAsync(site.Keys, subject, CancellationToken.None)) return OtherMember;

        // As long as a token, this one or an id token of before, could still be taken for young.
        var memory = site.Provider.IdTokenIatSlack + 2 * TokenTimes.Skew;
        if (!await vault.ClaimOnceAsync(site.Keys, "logout token", token.Id, memory, CancellationToken.None)) return Replayed;

        await subjects.EndAsync(site.Keys, subject, token.Issued, memory, CancellationToken.None);
        return null;
    }
}
