using Gateway.Claims;
using Gateway.Sites;

namespace Gateway.Identity;

/// <summary>
/// Identity variables as plain request headers for an HTTP upstream (design 8.3a): the module's own spelling, and beside it one with
/// hyphens, because Apache and nginx drop names with underscores.
/// </summary>
internal static class PlainHeaders
{
    /// <summary>A header for each variable and spelling.</summary>
    public static List<KeyValuePair<string, string>> Spell(List<KeyValuePair<string, string>> variables, IdentityHeaders spellings)
    {
        var headers = new List<KeyValuePair<string, string>>(2 * variables.Count);
        foreach (var variable in variables)
        {
            var hyphen = variable.Key == "REMOTE_USER" ? "Remote-User" : Hyphenated(variable.Key);
            if (spellings.HasFlag(IdentityHeaders.Underscore)) headers.Add(variable);
            if (spellings.HasFlag(IdentityHeaders.Hyphen) && hyphen != variable.Key) headers.Add(new(hyphen, variable.Value));
        }

        return headers;
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
