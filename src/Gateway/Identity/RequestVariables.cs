using System.Globalization;
using Gateway.Sites;
using Microsoft.AspNetCore.Http;

namespace Gateway.Identity;

/// <summary>
/// What PHP is to know of the request itself, where a web server in between would tell of its connection to Gateway instead. Null: the
/// variable must not be there. The same as a script is told over FastCGI.
/// </summary>
internal static class RequestVariables
{
    /// <param name="target">Path and query as the web server gets them, from which it makes its own.</param>
    public static void Add(List<KeyValuePair<string, string?>> variables, HttpContext context, string target)
    {
        var request = SiteRequest.Of(context);
        var connection = context.Connection;
        variables.Add(new("REMOTE_ADDR", request.Client.ToString()));
        variables.Add(new("REMOTE_PORT", request.Client.Equals(connection.RemoteIpAddress) ? connection.RemotePort.ToString(CultureInfo.InvariantCulture) : null));
        variables.Add(new("SERVER_ADDR", connection.LocalIpAddress?.ToString()));
        variables.Add(new("SERVER_NAME", request.Origin.Host));
        variables.Add(new("SERVER_PORT", request.Origin.Port.ToString(CultureInfo.InvariantCulture)));
        variables.Add(new("SERVER_PROTOCOL", context.Request.Protocol == "HTTP/2" ? "HTTP/2.0" : context.Request.Protocol));   // as Apache writes it
        variables.Add(new("REQUEST_SCHEME", request.Origin.Scheme));
        variables.Add(new("HTTPS", request.Origin.IsHttps ? "on" : null));
        variables.Add(new("HTTP_HOST", context.Request.Host.Value));
        if (request.Target is var asked && asked != target) variables.Add(new("REQUEST_URI", asked));
    }
}
