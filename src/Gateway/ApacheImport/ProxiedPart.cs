namespace Gateway.ApacheImport;

/// <summary>
/// A part of a site that another server answers, or that is left out of that: a <c>ProxyPass</c> of the host, or one in a <c>Location</c>,
/// which has its path from there.
/// </summary>
/// <param name="Url">Null where an expression finds it, or a condition decides.</param>
internal sealed record ProxiedPart(string? Url, string Target, ApacheDirective Directive)
{
    /// <summary>Whatever follows in Apache's order has no say there, and no server either.</summary>
    public bool IsLeftOut => Target == "!";

    /// <summary>In the order in which Apache asks them: those of locations, of which the last one counts, then those of the host as they are written.</summary>
    public static IReadOnlyList<ProxiedPart> Of(IReadOnlyList<ApacheDirective> directives) =>
        [.. directives.Where(one => one.Children is not null).Reverse().SelectMany(InSection), .. directives.Where(IsProxied).Select(OfHost)];

    public static bool IsProxied(ApacheDirective directive) => directive.IsAnyOf("ProxyPass", "ProxyPassMatch");

    /// <summary>A location that names one part of the site, and no expression.</summary>
    public static bool IsPlain(ApacheDirective section) => section.Is("Location") && section.FirstWord.StartsWith('/') && !PatternText.HasWildcards(section.FirstWord);

    private static ProxiedPart OfHost(ApacheDirective directive) => directive.Words is [var path, var target, ..] && directive.Is("ProxyPass") && path.StartsWith('/')
        ? new ProxiedPart(path, target, directive)
        : new ProxiedPart(null, "", directive);

    private static IEnumerable<ProxiedPart> InSection(ApacheDirective section)
    {
        var lines = Sections.Flat(section.Children!).ToList();   // a section
        var own = lines.Where(IsProxied).ToList();
        foreach (var other in own.SkipLast(1).Concat(lines.Where(one => one.Children is not null).SelectMany(Within))) yield return new ProxiedPart(null, "", other);
        if (own.Count > 0) yield return OfLocation(section, own[^1]);
    }

    private static ProxiedPart OfLocation(ApacheDirective section, ApacheDirective directive) =>
        IsPlain(section) && directive.Is("ProxyPass") ? new ProxiedPart(section.FirstWord, directive.FirstWord, directive) : new ProxiedPart(null, "", directive);

    private static IEnumerable<ApacheDirective> Within(ApacheDirective section) =>
        section.Children!.SelectMany(one => one.Children is not null ? Within(one) : IsProxied(one) ? [one] : Array.Empty<ApacheDirective>());   // a section
}
