namespace Gateway.ApacheImport;

/// <summary>
/// Whether <c>&lt;IfDefine&gt;</c>, <c>&lt;IfModule&gt;</c> and <c>&lt;IfVersion&gt;</c> are met; null where that hangs on a server that
/// is not here.
/// </summary>
internal static class ApacheCondition
{
    // What every Apache 2.4 with the module has.
    private static readonly string[] Always =
        ["core", "http", "so", "authz_core", "authz_host", "authz_user", "authn_core", "auth_openidc", "log_config", "version"];

    private static readonly Version Oldest = new(2, 4, 0);
    private static readonly Version Newest = new(2, 4, 999);

    public static bool IsCondition(ApacheDirective section) => section.IsAnyOf("IfDefine", "IfModule", "IfVersion");

    public static bool? Judge(ApacheDirective section, Definitions definitions, IReadOnlySet<string> loaded)
    {
        if (section.Is("IfVersion")) return Version(section);

        var word = section.Words is [var only] ? only : throw section.Fault("takes one name.");
        var isNegative = word.StartsWith('!');
        var name = isNegative ? word[1..].Trim() : word;
        bool? met = section.Is("IfDefine") ? definitions.Contains(name) : IsLoaded(ModuleName(name), loaded);
        return isNegative ? !met : met;
    }

    /// <summary>One name for <c>mod_ssl.c</c> and <c>ssl_module</c>.</summary>
    public static string ModuleName(string written)
    {
        var name = written.StartsWith("mod_", StringComparison.Ordinal) ? written["mod_".Length..] : written;
        return name.EndsWith("_module", StringComparison.Ordinal) ? name[..^"_module".Length] : name.EndsWith(".c", StringComparison.Ordinal) ? name[..^2] : name;
    }

    private static bool? IsLoaded(string name, IReadOnlySet<string> loaded) => loaded.Contains(name) || Always.Contains(name) ? true : null;

    // Met by the oldest 2.4 and by the newest alike: then it does not matter which it is.
    private static bool? Version(ApacheDirective section)
    {
        var words = section.Words;
        var (sign, text) = words.Count switch { 1 => ("=", words[0]), 2 => (words[0], words[1]), _ => throw section.Fault("takes a sign and a version.") };
        var isNegative = sign.StartsWith('!');
        var parts = text.Split('.');
        if (parts.Length > 3 || !Array.TrueForAll(parts, part => ushort.TryParse(part, out _))) return null;   // a regular expression

        var asked = System.Version.Parse(string.Join('.', parts.Concat(["0", "0"]).Take(3)));
        var (oldest, newest) = (Compare(Oldest, sign.TrimStart('!'), asked, section), Compare(Newest, sign.TrimStart('!'), asked, section));
        return oldest != newest || (sign.TrimStart('!') is "=" or "==" && asked >= Oldest && asked <= Newest) ? null : oldest != isNegative;
    }

    private static bool Compare(Version version, string sign, Version asked, ApacheDirective section) => sign switch
    {
        "=" or "==" => version == asked,
        ">" => version > asked,
        ">=" => version >= asked,
        "<" => version < asked,
        "<=" => version <= asked,
        _ => throw section.Fault($"has the sign \"{sign}\", which is none of = > >= < <=."),
    };
}
