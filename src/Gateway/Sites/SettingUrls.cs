using System.Net;

namespace Gateway.Sites;

/// <summary>Addresses in settings: which are addresses at all, and which never leave the machine.</summary>
internal static class SettingUrls
{
    /// <summary>An absolute http or https URL without user and fragment; null, and a fault, for anything else.</summary>
    public static Uri? Url(this Setting setting, string text)
    {
        if (TryParse(text, out var url))
        {
            return url;
        }

        setting.Refuse(WithoutUser(text), "is no address. Write http:// or https://, a host and no user, blank or fragment.");
        return null;
    }

    /// <summary>Where a browser keeps to its own machine.</summary>
    public static bool IsLoopback(string host) => IsThisMachine(host) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where we do: browsers know the names below localhost by themselves, and we would ask whoever answers for DNS.</summary>
    public static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Where a user stands there is a password as a rule.
    private static string WithoutUser(string text)
    {
        var (start, end) = (text.IndexOf("//", StringComparison.Ordinal), text.LastIndexOf('@'));
        return end < 0 ? text : string.Concat(text.AsSpan(0, start < 0 || start > end ? 0 : start + 2), "***", text.AsSpan(end));
    }

    private static bool TryParse(string text, out Uri? url)
    {
        url = null;
        var isHttp = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        // Uri mends backslashes and blanks; what it mends is not what the operator sees.
        return isHttp
            && !text.Any(letter => letter is <= ' ' or '\\' or '\u007F')
            && Uri.TryCreate(text, UriKind.Absolute, out url)
            && url is { UserInfo: "", Fragment: "", Host.Length: > 0 }
            && !text.Contains('#', StringComparison.Ordinal)
            && !text.Contains('@', StringComparison.Ordinal);
    }
}
