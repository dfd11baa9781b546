using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.FastCgi;

/// <summary>
/// What an application is told of a request besides its headers (RFC 3875, 4.1): values that the server has judged, never the browser's
/// word. All texts are bytes, each carried by one Latin-1 character.
/// </summary>
internal sealed class CgiRequest
{
    /// <summary>How a request message carries it to the handler.</summary>
    public static readonly HttpRequestOptionsKey<CgiRequest> Key = new("cgi");

    private static readonly FrozenSet<string> Own = new[]
    {
        "GATEWAY_INTERFACE", "SERVER_SOFTWARE", "SERVER_PROTOCOL", "REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "DOCUMENT_ROOT", "SCRIPT_NAME", "SCRIPT_FILENAME",
        "REQUEST_SCHEME", "SERVER_NAME", "SERVER_PORT", "SERVER_ADDR", "REMOTE_ADDR", "REMOTE_PORT", "REDIRECT_STATUS", "PATH_INFO", "PATH_TRANSLATED", "HTTPS",
        "REMOTE_USER", "AUTH_TYPE", "PHP_AUTH_USER", "CONTENT_LENGTH", "CONTENT_TYPE",
    }.ToFrozenSet(StringComparer.Ordinal);

    public required FastCgiApplication Application { get; init; }

    public required string ScriptName { get; init; }

    /// <summary>What of the path stands behind the script; empty when nothing does.</summary>
    public required string PathInfo { get; init; }

    /// <summary>Path and query as the browser sent them.</summary>
    public required string RequestUri { get; init; }

    public required string Query { get; init; }

    public required string Protocol { get; init; }

    /// <summary>Of the site's origin, as are host and port: never of a header.</summary>
    public required string Scheme { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Client { get; init; }

    /// <summary>The port of the browser's connection, where it is the browser's.</summary>
    public int? ClientPort { get; init; }

    public required string? ServerAddress { get; init; }

    /// <summary>Who is signed in, by exact names; and what else only we can know.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Identity { get; init; } = [];

    /// <summary>What must not come back by way of the error log.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Whether a name is one of those that <see cref="AddTo"/> decides.</summary>
    public static bool IsOurs(string name) => Own.Contains(name) || name.StartsWith("OIDC_", StringComparison.Ordinal);

    /// <summary>Our own words, which nothing replaces.</summary>
    public void AddTo(Dictionary<string, string> variables, string method)
    {
        var root = Application.Scripts.Tree.Root;
        variables["GATEWAY_INTERFACE"] = "CGI/1.1";
        variables["SERVER_SOFTWARE"] = "Gateway";
        variables["SERVER_PROTOCOL"] = Protocol;
        variables["REQUEST_METHOD"] = method;
        variables["REQUEST_URI"] = RequestUri;
        variables["QUERY_STRING"] = Query;
        variables["DOCUMENT_ROOT"] = root;
        variables["SCRIPT_NAME"] = ScriptName;
        variables["SCRIPT_FILENAME"] = root + ScriptName;
        variables["REQUEST_SCHEME"] = Scheme;
        variables["SERVER_NAME"] = Host;
        variables["SERVER_PORT"] = Port.ToString(CultureInfo.InvariantCulture);
        variables["REMOTE_ADDR"] = Client;
        variables["REDIRECT_STATUS"] = "200";   // builds of PHP for CGI run nothing without it
        Set(variables, "PATH_INFO", PathInfo.Length == 0 ? null : PathInfo);
        Set(variables, "PATH_TRANSLATED", PathInfo.Length == 0 ? null : root + PathInfo);
        Set(variables, "HTTPS", Scheme == "https" ? "on" : null);
        Set(variables, "SERVER_ADDR", ServerAddress);
        Set(variables, "REMOTE_PORT", ClientPort?.ToString(CultureInfo.InvariantCulture));
        variables["REMOTE_USER"] = "";
        Set(variables, "AUTH_TYPE", null);
        Set(variables, "PHP_AUTH_USER", null);
        foreach (var (name, value) in Identity) variables[name] = value;
    }

    // Absent from us is absent for the application, whatever others have put there.
    private static void Set(Dictionary<string, string> variables, string name, string? value)
    {
        if (value is null) variables.Remove(name);
        else variables[name] = value;
    }
}
