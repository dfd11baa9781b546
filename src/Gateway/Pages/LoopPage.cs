using Microsoft.AspNetCore.Http;

namespace Gateway.Pages;

/// <summary>Why logins lead nowhere, as far as we can tell.</summary>
internal enum LoopCause
{
    /// <summary>The browser did not bring the session cookie back.</summary>
    Cookie,

    /// <summary>It did, but the session was not there: the store, the passphrase of another node, or a clock.</summary>
    Session,

    /// <summary>The session was there, and the rule asked for a login all the same.</summary>
    Rule,
}

/// <summary>Instead of an endless round between the site and the OP (design 4.7): what is likely wrong, whom it concerns, and a way on.</summary>
internal static class LoopPage
{
    private const string Reason = "login_loop";
    private const string Message = "Your sign-in does not last";
    private const string OurFault = "That is the site’s fault, not yours: please tell its support, and try again in a few minutes.";

    public static Refusal Of(LoopCause cause, string page) => About(cause) with { IsAlarm = true, Link = ("Go on to the page", page) };

    private static Refusal About(LoopCause cause) => cause switch
    {
        LoopCause.Cookie => new(StatusCodes.Status400BadRequest, Reason, Message,
            "You signed in three times within half a minute, but your browser never brought back the cookie that keeps you signed in. " +
            "Please allow cookies for this site, then go on.")
        {
            Detail = "cookie: the browser does not send the session cookie back",
        },
        LoopCause.Session => new(StatusCodes.Status500InternalServerError, Reason, Message,
            "You signed in three times within half a minute, and each time the site had forgotten it at once. " + OurFault)
        {
            Detail = "store or clock: the session cookie came back, its session was not there",
        },
        _ => new(StatusCodes.Status500InternalServerError, Reason, Message,
            "You signed in three times within half a minute, and each time the page asked for another sign-in. " + OurFault)
        {
            Detail = "rule: the session was there, and the page asked for a login all the same",
        },
    };
}
