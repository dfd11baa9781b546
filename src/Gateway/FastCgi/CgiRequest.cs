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

    /// <summary>The folder of the site as the application sees it.</summary>
    public required string Root { get; init; }

    public required string ScriptName { get; init; }

    /// <summary>What of the path stands behind the script; empty when nothing does.</summary>
    public required string PathInfo { get; init; }

    /// <summary>Path and query as the browser sent them.</summary>
    public required string RequestUri { get; init; }

    public required string Query { get; init; }

    public required string Protocol { get; init; }

    /// <summary>Scheme, host and port of the site's origin.</summary>
    public required Uri Origin { get; init; }

    public required string Client { get; init; }

    /// <summary>The port of the browser's connection, where it is the browser's.</summary>
    public int? ClientPort { get; init; }

    public required string? ServerAddress { get; init; }

    /// <summary>What the operator has set for the application; less than our own words, more than a header.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Who is signed in, by exact names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Identity { get; init; } = [];

    /// <summary>What must not come back by way of the error log.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Our own words, which nothing replaces.</summary>
    public void AddTo(Dictionary<string, string> variables, string method)
    {
        variables["GATEWAY_INTERFACE"] = "CGI/1.1";
        variables["SERVER_SOFTWARE"] = "Gateway";
        variables["SERVER_PROTOCOL"] = Protocol;
        variables["REQUEST_METHOD"] = method;
        variables["REQUEST_URI"] = RequestUri;
        variables["QUERY_STRING"] = Query;
        variables["DOCUMENT_ROOT"] = Root;
        variables["SCRIPT_NAME"] = ScriptName;
        variables["SCRIPT_FILENAME"] = Root + ScriptName;
        variables["REQUEST_SCHEME"] = Origin.Scheme;
        variables["SERVER_NAME"] = Origin.Host;
        variables["SERVER_PORT"] = Origin.Port.ToString(CultureInfo.InvariantCulture);
        variables["REMOTE_ADDR"] = Client;
        variables["REDIRECT_STATUS"] = "200";   // builds of PHP for CGI run nothing without it
        Set(variables, "PATH_INFO", PathInfo.Length == 0 ? null : PathInfo);
        Set(variables, "PATH_TRANSLATED", PathInfo.Length == 0 ? null : Root + PathInfo);
        Set(variables, "HTTPS", Origin.Scheme == "https" ? "on" : null);
        Set(variables, "SERVER_ADDR", ServerAddress);
        Set(variables, "REMOTE_PORT", ClientPort?.ToString(CultureInfo.InvariantCulture));
        variables["REMOTE_USER"] = "";
        variables.Remove("AUTH_TYPE");
        foreach (var (name, value) in Identity) variables[name] = value;
    }

    // Absent from us is absent for the application, whatever others have put there.
    private static void Set(Dictionary<string, string> variables, string name, string? value)
    {
        if (value is null) variables.Remove(name);
        else variables[name] = value;
    }
}
