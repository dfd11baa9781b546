namespace Gateway.ApacheImport;

/// <summary>
/// <c>Order</c>, <c>Allow</c>, <c>Deny</c> and <c>Satisfy</c> of one section. They stand or fall together: a section with any of them
/// replaces all of the outer one's.
/// </summary>
internal sealed record HostAccess(bool AllowsLast, bool? Allows, bool? Denies, bool IsAny)
{
    public static readonly string[] Names = ["Order", "Allow", "Deny", "Satisfy"];

    /// <summary>Whether every visitor may come in by his address, or none; null where addresses or variables decide.</summary>
    public bool? Granted => AllowsLast
        ? Allows == true ? true : Denies == false ? true : Denies == true && Allows == false ? false : null
        : Denies == true || Allows == false ? false : Denies == false && Allows == true ? true : null;

    /// <summary>Null where the section has none of these.</summary>
    public static HostAccess? Read(IReadOnlyList<ApacheDirective> directives)
    {
        var found = directives.Where(one => one.IsAnyOf(Names)).ToList();
        if (found.Count == 0) return null;

        var order = found.LastOrDefault(one => one.Is("Order"))?.Arguments.Replace(" ", "", StringComparison.Ordinal) ?? "deny,allow";
        var satisfy = found.LastOrDefault(one => one.Is("Satisfy"))?.Arguments;
        return new HostAccess(
            order.Equals("deny,allow", StringComparison.OrdinalIgnoreCase),
            From(found.Where(one => one.Is("Allow"))),
            From(found.Where(one => one.Is("Deny"))),
            string.Equals(satisfy, "any", StringComparison.OrdinalIgnoreCase));
    }

    // True: all of them; false: nobody; null: some.
    private static bool? From(IEnumerable<ApacheDirective> lines)
    {
        var words = lines.SelectMany(line => line.Words.Skip(1)).ToList();
        return words.Count == 0 ? false : words.Exists(word => word.Equals("all", StringComparison.OrdinalIgnoreCase)) ? true : null;
    }
}
