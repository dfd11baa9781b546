namespace Gateway.ApacheImport;

/// <summary>
/// A part of the URL space and the folder that its files lie in: the document root, an <c>Alias</c>; or none where another server answers.
/// </summary>
/// <param name="Url">Without a slash at the end; empty for the whole site.</param>
/// <param name="Folder">On Apache's disk, without a slash at the end; null where nothing is looked for there.</param>
internal sealed record Mount(string Url, string? Folder, ApacheDirective? Directive)
{
    /// <summary>
    /// In the order in which a deeper one takes its part from those around it. Of two that name the same URL, or one inside another that
    /// comes first, Apache takes the first; what another server answers is asked for before any alias.
    /// </summary>
    public static IReadOnlyList<Mount> Of(IReadOnlyList<ApacheDirective> directives, string root, Findings findings)
    {
        var aliases = Firsts(InLocations(directives).Concat(directives.Where(IsAlias)).Select(alias => Read(alias, findings)).OfType<Mount>());
        var whole = aliases.Find(alias => alias.Url.Length == 0) ?? new Mount("", root, null);
        var proxied = new List<(Mount Mount, bool IsLeftOut)>();
        foreach (var part in ProxiedPart.Of(directives).Where(part => part.Url is not null))
        {
            // What is left out lies on the disk, by way of an alias too.
            var url = Clean(part.Url!);   // filtered
            if (proxied.Exists(earlier => IsBelow(url, earlier.Mount.Url))) continue;
            var around = aliases.Find(alias => IsBelow(url, alias.Url)) ?? whole;
            proxied.Add((new Mount(url, part.IsLeftOut ? around.Folder + url[around.Url.Length..] : null, part.Directive), part.IsLeftOut));
        }

        var seen = aliases.Where(alias => proxied.Find(one => IsBelow(alias.Url, one.Mount.Url)) is not (not null, false));
        return [.. proxied.Select(one => one.Mount).Concat(seen).Append(whole).DistinctBy(mount => mount.Url).OrderBy(mount => mount.Url.Length)];
    }

    /// <summary>Where a folder of the disk is seen in this part: itself, or the whole part where it lies above. Null where it is not.</summary>
    public string? UrlOf(string folder)
    {
        if (Folder is null) return null;
        if (IsBelow(Folder, folder)) return Url;
        return IsBelow(folder, Folder) ? Url + folder[Folder.Length..] : null;
    }

    public static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || folder.Length == 0 || path[folder.Length] == '/');

    /// <summary>A folder as it is compared: no slash at the end, no doubled ones.</summary>
    public static string Clean(string folder)
    {
        var text = folder;
        while (text.Contains("//", StringComparison.Ordinal)) text = text.Replace("//", "/", StringComparison.Ordinal);
        return text.TrimEnd('/');
    }

    /// <summary>Whether it gives a folder to URLs that an expression finds: which ones cannot be told.</summary>
    public static bool IsByExpression(ApacheDirective location) => !ProxiedPart.IsPlain(location) && (location.Children ?? []).Any(IsAlias);

    // An alias in a location comes before all others, and of several locations the last one counts.
    private static IEnumerable<ApacheDirective> InLocations(IReadOnlyList<ApacheDirective> directives) =>
        directives.Where(ProxiedPart.IsPlain).Reverse().SelectMany(location => Sections.Flat(location.Children ?? []).Where(one => IsAlias(one) && one.Words.Count == 1).TakeLast(1)
            .Select(alias => alias with { Arguments = $"{Claims.ApacheWords.Quote(location.FirstWord)} {Claims.ApacheWords.Quote(alias.FirstWord)}" }));

    private static bool IsAlias(ApacheDirective directive) => directive.IsAnyOf("Alias", "ScriptAlias");

    private static List<Mount> Firsts(IEnumerable<Mount> mounts)
    {
        var firsts = new List<Mount>();
        foreach (var mount in mounts.Where(mount => !firsts.Exists(earlier => IsBelow(mount.Url, earlier.Url)))) firsts.Add(mount);
        return firsts;
    }

    private static Mount? Read(ApacheDirective alias, Findings findings)
    {
        if (alias.Words is [var url, var folder, ..]) return new Mount(Clean(url), Clean(folder), alias);

        findings.NeedsDecision(alias, "is not understood: it names no URL and target.");
        return null;
    }
}
