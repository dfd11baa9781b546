using System.Text.RegularExpressions;

namespace Gateway.Tests.Conventions;

/// <summary>
/// Which room may use which: the arrows of the house. A reference is a `using` of a room, or a room's name in front of one of its types
/// (inside `namespace Gateway.Gate` no `using` is needed). All may use Telemetry; the root may use all.
/// </summary>
internal static partial class RoomRule
{
    /// <summary>Lowest first; arrows point only upwards in this list.</summary>
    public static readonly IReadOnlyList<(string Room, string[] Uses)> Table =
    [
        ("Telemetry", []),
        ("Claims", []),
        ("Rules", ["Claims"]),
        ("Protection", []),
        ("FastCgi", []),
        ("Sessions", ["Claims", "Protection"]),
        ("Sites", ["Rules", "Claims", "Protection", "FastCgi", "Sessions"]),   // the cookie as the owner wants it
        ("Pages", ["Sites"]),
        ("Listening", ["Sites", "Rules", "Pages"]),
        ("Provider", ["Sites", "Claims"]),
        ("Freshness", ["Provider", "Sessions", "Sites", "Claims"]),
        ("SignIn", ["Provider", "Sessions", "Protection", "Pages", "Rules", "Sites", "Claims"]),
        ("Identity", ["Sessions", "Sites", "Claims", "Rules"]),
        ("Gate", ["Identity", "Freshness", "Sessions", "Rules", "FastCgi", "Pages", "Sites", "Claims"]),
        ("Forwarding", ["Identity", "FastCgi", "Sessions", "Pages", "Sites", "Rules"]),
        ("Vanity", ["SignIn", "Freshness", "Sessions", "Provider", "Rules", "Pages", "Sites", "Claims"]),
        ("Operations", ["Sites", "Sessions", "Provider"]),
        ("ApacheImport", ["Sites", "Rules", "Claims", "FastCgi"]),
        ("Commands", ["Sites", "Rules", "Claims", "FastCgi", "Identity", "Provider", "Sessions", "Operations", "ApacheImport"]),
    ];

    /// <summary>Each arrow that the table does not allow, as one line.</summary>
    public static IReadOnlyList<string> Violations(IReadOnlyList<Source> sources)
    {
        var rooms = Table.ToDictionary(entry => entry.Room, entry => entry.Uses);
        var types = sources.ToLookup(source => source.Room, source => TypeNames().Matches(source.Code).Select(match => match.Groups[1].Value));
        var found = new List<string>();
        foreach (var source in sources)
        {
            if (GlobalUsings().IsMatch(source.Code)) found.Add($"{source.Path}: a global using of a room hides its arrow");
            if (source.Room.Length == 0) continue;
            if (!rooms.TryGetValue(source.Room, out var allowed))
            {
                found.Add($"{source.Path}: {source.Room} is no room of the table");
                continue;
            }

            foreach (var used in Uses(source, rooms.Keys, types).Where(used => used != source.Room && used != "Telemetry" && !allowed.Contains(used)))
                found.Add($"{source.Path}: {source.Room} -> {used} is not allowed");
        }

        return found;
    }

    private static HashSet<string> Uses(Source source, IEnumerable<string> rooms, ILookup<string, IEnumerable<string>> types)
    {
        var used = Usings().Matches(source.Code).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var room in rooms)
        {
            var names = types[room].SelectMany(name => name).ToHashSet();
            if (Regex.Matches(source.Code, $@"(?<![\w.]){room}\.(\w+)").Any(match => names.Contains(match.Groups[1].Value))
                || Regex.IsMatch(source.Code, $@"\bGateway\.{room}\.\w")) used.Add(room);
        }

        return used;
    }

    [GeneratedRegex(@"(?m)^\s*using (?:static )?(?:\w+ = )?Gateway\.(\w+)")]
    private static partial Regex Usings();

    [GeneratedRegex(@"(?m)^\s*global using (?:static )?(?:\w+ = )?Gateway\.")]
    private static partial Regex GlobalUsings();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record struct|record)\s+(\w+)")]
    private static partial Regex TypeNames();
}
