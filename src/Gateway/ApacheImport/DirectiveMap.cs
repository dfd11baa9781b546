using System.Text;

namespace Gateway.ApacheImport;

/// <summary>Every directive of both versions of the module, and what becomes of it. <c>deploy/apache-directives.md</c> is made from it.</summary>
internal static class DirectiveMap
{
    /// <summary>In the order of the module's documentation.</summary>
    public static readonly IReadOnlyList<DirectiveRow> Rows =
        [.. ProviderDirectives.Rows, .. SessionDirectives.Rows, .. SiteDirectives.Rows, .. ResourceServerDirectives.Rows];

    private static readonly Dictionary<string, DirectiveRow> ByName = Rows.ToDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);

    public static DirectiveRow? Find(string directive) => ByName.GetValueOrDefault(directive);

    /// <summary>The table for an owner.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("""
            # Every directive of mod_auth_openidc, and what becomes of it

            Written by `gateway import-apache` from its own table; versions 2.4.11.2 to 2.4.20.2. Where a directive is absent, the import writes what the
            module would have done.

            | directive | becomes | remark |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in Rows) text.Append("| `").Append(row.Name).Append("` | ").Append(Becomes(row)).Append(" | ").Append(Remark(row)).Append(" |\n");
        return text.ToString();
    }

    private static string Becomes(DirectiveRow row) => row.Setting is { } setting ? $"`{setting}`" : "nothing";

    private static string Remark(DirectiveRow row)
    {
        string?[] parts = [row.Reason, row.Remark.Length > 0 ? row.Remark : null, row.Default is { } usual ? $"the module's default: {usual}" : null];
        return string.Join("; ", parts.OfType<string>());
    }
}
