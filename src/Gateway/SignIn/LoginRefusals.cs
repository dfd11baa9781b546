using System.Globalization;
using System.Text;
using Gateway.Pages;
using Gateway.Provider;
using Microsoft.AspNetCore.Http;

namespace Gateway.SignIn;

/// <summary>The ways a login can fail, each with its status, its reason code and what the member reads.</summary>
internal static class LoginRefusals
{
    private const int LongestDescription = 300;

    // One text for all that is wrong with a callback's form: it tells nobody how far a forgery came.
    private const string NotOurs =
        "The answer does not belong to a sign-in of this site, or it was damaged on its way. Please start again from the page you wanted to see.";

    public static readonly Refusal Malformed = new(StatusCodes.Status400BadRequest, "callback_malformed", "This sign-in could not be completed", NotOurs);

    public static readonly Refusal UnknownState = new(StatusCodes.Status400BadRequest, "callback_state_unknown", "This sign-in could not be completed", NotOurs);

    public static readonly Refusal OtherBrowser = new(StatusCodes.Status400BadRequest, "callback_other_browser", "This sign-in could not be completed",
        "Your browser did not keep the cookie that ties the sign-in to it. Please allow cookies for this site and start again.");

    public static readonly Refusal OtherIssuer = new(StatusCodes.Status400BadRequest, "callback_issuer", "This sign-in could not be completed",
        "The answer did not come from this site's sign-in service. Please start again.") { IsAlarm = true };

    public static readonly Refusal Nonce = new(StatusCodes.Status400BadRequest, "id_token_nonce", "This sign-in could not be completed",
        "The answer belongs to another sign-in. Please start again.") { IsAlarm = true };

    public static readonly Refusal GrantRefused = new(StatusCodes.Status400BadRequest, "token_invalid_grant", "This sign-in could not be completed",
        "The sign-in service does not know this sign-in any more. Please start again.");

    public static readonly Refusal NoUserName = new(StatusCodes.Status403Forbidden, "no_user_name", "Your account has no user name",
        "The sign-in service did not tell who you are, so you cannot be let in. Please write to the site's support.") { IsAlarm = true };

    public static readonly Refusal EndedMeanwhile = new(StatusCodes.Status403Forbidden, "login_ended_by_op", "You were signed out meanwhile",
        "The sign-in service has ended this sign-in before it was complete. Please start again.");

    public static readonly Refusal StoreFull = new(StatusCodes.Status503ServiceUnavailable, "session_store_full", "Too many members are signed in",
        "There is no room for another session right now. Please try again in a minute.") { IsAlarm = true, RetryAfter = TimeSpan.FromSeconds(60) };

    public static readonly Refusal NotKept = new(StatusCodes.Status503ServiceUnavailable, "session_not_stored", "You could not be signed in",
        "The sign-in service let you in, but the session cannot be kept here right now. Please try again in a moment.") { IsAlarm = true, RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>The OP was not there, or answered what nobody can use.</summary>
    public static Refusal ProviderFailed(string reason, string? detail = null) => new(StatusCodes.Status502BadGateway, reason,
        "This sign-in could not be completed", "The sign-in service did not answer as it should. Please start again in a moment.") { IsAlarm = true, Detail = detail };

    /// <summary>The OP was not there. Where only its keys are missing, it would let the member in: a page that tries again.</summary>
    public static Refusal Outage(ProviderUnavailableException outage) => outage.Reason != ProviderSource.KeysUnreadable
        ? ProviderFailed(outage.Reason, outage.Message)
        : new(StatusCodes.Status503ServiceUnavailable, outage.Reason, "Sign-in is briefly unavailable",
            "The sign-in service does not answer as it should right now. This page tries again by itself.")
        {
            IsAlarm = true, Detail = outage.Message, RetryAfter = TimeSpan.FromSeconds(20),
        };

    /// <summary>The OP itself said no (OpenID Connect Core 1.0, 3.1.2.6): its own words, cleaned.</summary>
    public static Refusal ByProvider(string error, string? description)
    {
        var status = error == "access_denied" ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        var code = Clean(error);
        var text = Clean(description);
        var message = error == "access_denied" ? "You were not signed in" : "The sign-in service refused";
        var reason = text.Length > 0 ? text : "The sign-in service gave no further reason.";
        return new Refusal(status, "op_error", message, $"{reason} ({code})") { Detail = $"{code}: {text}" };
    }

    // One line, no control and no direction marks, at most 300 characters; the page encodes what is left.
    private static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";

        var clean = new StringBuilder(Math.Min(text.Length, LongestDescription));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestDescription) return clean.Append('…').ToString();
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) clean.Append(' ');
            else clean.Append(rune.ToString());
        }

        return clean.ToString().Trim();
    }
}
