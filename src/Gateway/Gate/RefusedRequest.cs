using System.Globalization;
using Gateway.Claims;
using Gateway.Pages;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Gate;

/// <summary>What the unauthorized page is told of the request that was refused, by the names of an ErrorDocument of Apache.</summary>
internal static class RefusedRequest
{
    public static List<KeyValuePair<string, string>> Variables(HttpContext context, Refusal refusal)
    {
        var asked = SiteRequest.Of(context);
        var variables = new List<KeyValuePair<string, string>>
        {
            new("REDIRECT_URL", HeaderBytes.Of(asked.Path.Decoded)),
            new("REDIRECT_STATUS", refusal.Status.ToString(CultureInfo.InvariantCulture)),
            new("REDIRECT_REQUEST_METHOD", context.Request.Method),
        };
        if (asked.RawQuery is { } query) variables.Add(new("REDIRECT_QUERY_STRING", query));
        if (refusal.Member is { } member) variables.Add(new("REDIRECT_REMOTE_USER", HeaderBytes.Of(member)));
        return variables;
    }
}
