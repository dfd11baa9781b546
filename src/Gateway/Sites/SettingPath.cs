using System.Buffers;
using System.Text.Json;

namespace Gateway.Sites;

/// <summary>
/// How a place in the file is written: <c>Session.Cookie.Name</c>, <c>Paths['/members/'][0].Require</c>. The same form as
/// <see cref="JsonException.Path"/>, so that an error of the serializer finds its line.
/// </summary>
internal static class SettingPath
{
    private const string SitesPrefix = "Sites.";
    private static readonly SearchValues<char> Special = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    public static string Member(string path, string name)
    {
        if (name.AsSpan().ContainsAny(Special))
        {
            return $"{path}['{name}']";
        }

        return path.Length == 0 ? name : $"{path}.{name}";
    }

    public static string Item(string path, int index) => $"{path}[{index}]";

    /// <summary>Without the <c>$</c> that the serializer puts in front.</summary>
    public static string FromSerializer(string? path) => (path ?? "").TrimStart('$').TrimStart('.');

    /// <summary>The name at the end, and whether the path goes on into a list of that name.</summary>
    public static (string Name, bool IsItem) Last(string path)
    {
        var end = path.Length;
        while (path.AsSpan(0, end).LastIndexOf('[') is var open and >= 0 && open < end - 2 && path[end - 1] == ']' && !path.AsSpan(open + 1, end - open - 2).ContainsAnyExceptInRange('0', '9')) end = open;

        var own = path[..end];
        var quoted = own.EndsWith("']", StringComparison.Ordinal) ? own.AsSpan(0, own.Length - 2).LastIndexOf("['") : -1;
        return (quoted >= 0 ? own[(quoted + 2)..^2] : own[(own.LastIndexOf('.') + 1)..], end < path.Length);
    }

    /// <summary><c>Sites.example.Session</c> is <c>Session</c> of the site <c>example</c>; what belongs to no site stays whole.</summary>
    public static (string? Site, string Setting) Split(string path)
    {
        if (!path.StartsWith(SitesPrefix, StringComparison.Ordinal))
        {
            return (null, path);
        }

        var rest = path[SitesPrefix.Length..];
        var end = rest.AsSpan().IndexOfAny('.', '[');
        return end < 0 ? (rest, "") : (rest[..end], rest[end..].TrimStart('.'));
    }
}
