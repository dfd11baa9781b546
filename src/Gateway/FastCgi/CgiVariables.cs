using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Gateway.FastCgi;

/// <summary>
/// All variables of a request, each once: the headers as <c>HTTP_…</c>, over them what the operator has set, over that our own words and
/// who is signed in.
/// </summary>
internal static class CgiVariables
{
    private const int ShortestSecret = 16;

    public static Dictionary<string, string> Of(HttpRequestMessage request, CgiRequest cgi, long? length)
    {
        var variables = new Dictionary<string, string>(64, StringComparer.Ordinal);
        AddHeaders(variables, request.Headers.NonValidated);
        if (request.Content is { } content) AddHeaders(variables, content.Headers.NonValidated);
        foreach (var (name, value) in cgi.Application.Environment) variables[name] = value;

        cgi.AddTo(variables, request.Method.Method);
        if (length is { } bytes) variables["CONTENT_LENGTH"] = bytes.ToString(CultureInfo.InvariantCulture);
        else variables.Remove("CONTENT_LENGTH");
        return variables;
    }

    /// <summary>What of the request nobody may read in a log: the member's tokens, and what a browser proves itself with.</summary>
    public static IReadOnlyList<string> Secrets(HttpRequestMessage request, CgiRequest cgi)
    {
        var secrets = cgi.Secrets.ToList();
        foreach (var name in (ReadOnlySpan<string>)["Cookie", "Authorization"])
            if (request.Headers.NonValidated.TryGetValues(name, out var lines))
                secrets.AddRange(lines.SelectMany(line => line.Split(';', ' ', '=')).Where(part => part.Length >= ShortestSecret));
        secrets.Sort(static (one, other) => other.Length.CompareTo(one.Length));
        return secrets;
    }

    // As Apache has it: a name with anything but letters, digits and hyphens is no variable, so no two headers meet in one.
    private static void AddHeaders(Dictionary<string, string> variables, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            if (VariableOf(name) is not { } variable) continue;
            variables[variable] = values.Count == 1 ? values.ToString() : string.Join(name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ", values);
        }
    }

    private static string? VariableOf(string name)
    {
        var variable = new StringBuilder("HTTP_", name.Length + 5);
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '-') return null;
            variable.Append(letter == '-' ? '_' : char.ToUpperInvariant(letter));
        }

        return variable.ToString() switch
        {
            "HTTP_CONTENT_TYPE" => "CONTENT_TYPE",
            "HTTP_CONTENT_LENGTH" or "HTTP_TRANSFER_ENCODING" or "HTTP_PROXY" => null,
            var other => other,
        };
    }
}
