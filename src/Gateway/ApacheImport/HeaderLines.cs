using System.Globalization;
using Gateway.Claims;

namespace Gateway.ApacheImport;

/// <summary>Lines about request headers that ask for what Gateway does by itself: it drops what a browser makes up about a member, and tells scheme and port itself.</summary>
internal static class HeaderLines
{
    private const string ForwardedScheme = "X_FORWARDED_PROTO";
    private const string ForwardedPort = "X_FORWARDED_PORT";

    private static readonly string[] Dropped = ["REMOTE_USER", "X_REMOTE_USER", ForwardedScheme, ForwardedPort, "X_FORWARDED_HOST", "X_FORWARDED_FOR"];

    /// <summary>Whether the host needs nobody for this line, once Gateway stands there.</summary>
    public static bool IsOurs(VirtualHost host, ApacheDirective directive) => directive.Is("RequestHeader") && directive.Words switch
    {
        [var action, var name, ..] when IsUnset(action) => IsDropped(name),
        [var action, var name, var value] when action.Equals("set", StringComparison.OrdinalIgnoreCase) => IsTold(host, HeaderName.Fold(name), value),
        _ => false,
    };

    /// <summary>Whether it takes away what Gateway itself sends under such a name.</summary>
    public static bool IsUnsetOfOurs(ApacheDirective directive) => directive.Is("RequestHeader") && directive.Words is [var action, var name, ..] && IsUnset(action) && IsDropped(name);

    private static bool IsUnset(string action) => action.Equals("unset", StringComparison.OrdinalIgnoreCase);

    private static bool IsDropped(string name) => HeaderName.Fold(name) is var folded && (folded.StartsWith("OIDC_", StringComparison.Ordinal) || Dropped.Contains(folded));

    private static bool IsTold(VirtualHost host, string name, string value)
    {
        var (scheme, port) = host.IsHttps ? (Uri.UriSchemeHttps, 443) : (Uri.UriSchemeHttp, 80);
        return (name == ForwardedScheme && (value == scheme || (host.SpeaksTls && value is "expr=%{REQUEST_SCHEME}" or "%{REQUEST_SCHEME}s")))
            || (name == ForwardedPort && value == port.ToString(CultureInfo.InvariantCulture) && host.HasUsualPort);
    }
}
