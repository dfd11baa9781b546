using Gateway.Claims;
using Gateway.Sites;

namespace Gateway.Identity;

/// <summary>
/// Identity variables as plain request headers for an HTTP upstream (design 8.3a): the module's own spelling, and beside it one with
/// hyphens, because Apache and nginx drop names with underscores.
/// </summary>
internal static class PlainHeaders
{
    public static void Add(System.Net.Http.Headers.HttpRequestHeaders headers, List<KeyValuePair<string, string>> variables, IdentityHeaders forms)
    {
        foreach (var (name, value) in variables)
        {
            var hyphen = name == "REMOTE_USER" ? "Remote-User" : Hyphenated(name);
            if (forms.HasFlag(IdentityHeaders.Underscore)) headers.TryAddWithoutValidation(name, value);
            if (forms.HasFlag(IdentityHeaders.Hyphen) && hyphen != name) headers.TryAddWithoutValidation(hyphen, value);
        }
    }

    /// <summary>The header that gets the user's name, whatever else is handed over.</summary>
    public static void Set(System.Net.Http.Headers.HttpRequestHeaders headers, string name, string user)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, HeaderBytes.Of(user));
    }

    /// <summary>The spelling that every web server passes on.</summary>
    public static string Hyphenated(string name) => string.Create(name.Length, name, static (spelled, from) =>
    {
        for (var i = 0; i < spelled.Length; i++) spelled[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '-';
    });
}
