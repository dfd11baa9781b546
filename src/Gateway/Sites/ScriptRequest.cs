using System.Text;
using Gateway.FastCgi;
using Microsoft.AspNetCore.Http;

namespace Gateway.Sites;

/// <summary>What a script is told of the request that is under way: all from what was settled when it came in.</summary>
internal static class ScriptRequest
{
    public static CgiRequest Of(HttpContext context, SiteFile file, string query, IReadOnlyList<KeyValuePair<string, string>> more, IReadOnlyList<string> secrets)
    {
        var request = SiteRequest.Of(context);
        var connection = context.Connection;
        return new CgiRequest
        {
            Application = file.Application,
            ScriptName = Bytes(file.Found.Name),
            PathInfo = Bytes(file.Found.PathInfo),
            RequestUri = request.Target,
            Query = query,
            Protocol = context.Request.Protocol == "HTTP/2" ? "HTTP/2.0" : context.Request.Protocol,   // as Apache writes it
            Scheme = request.Origin.Scheme,
            Host = request.Origin.Host,
            Port = request.Origin.Port,
            Client = request.Client.ToString(),
            ClientPort = request.Client.Equals(connection.RemoteIpAddress) ? connection.RemotePort : null,
            ServerAddress = connection.LocalIpAddress?.ToString(),
            Identity = more,
            Secrets = secrets,
        };
    }

    private static string Bytes(string name) => Ascii.IsValid(name) ? name : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name));
}
