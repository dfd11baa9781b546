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
    /// comes first, Apache takes the first.
    /// </summary>
    public static IReadOnlyList<Mount> Of(IReadOnlyList<ApacheDirective> directives, string root, Findings findings)
    {
        var mounts = new List<Mount>();
        foreach (var directive in Proxied(directives).Concat(InLocations(directives)).Concat(directives.Where(IsAlias)))
        {
            if (Read(directive, root, findings) is { } mount && !mounts.Exists(earlier => IsBelow(mount.Url, earlier.Url))) mounts.Add(mount);
        }

        return [mounts.Find(mount => mount.Url.Length == 0) ?? new Mount("", root, null), .. mounts.Where(mount => mount.Url.Length > 0).OrderBy(mount => mount.Url.Length)];
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

    // What another server answers is asked for before any alias. An exclusion (!) leaves its part to the disk.
    private static IEnumerable<ApacheDirective> Proxied(IReadOnlyList<ApacheDirective> directives) =>
        directives.Where(one => one.Is("ProxyPass") && one.FirstWord.StartsWith('/'));

    /// <summary>Whether it gives a folder to URLs that an expression finds: which ones cannot be told.</summary>
    public static bool IsByExpression(ApacheDirective location) => !IsPlain(location) && (location.Children ?? []).Any(IsAlias);

    // An alias in a location comes before all others, and of several locations the last one counts.
    private static IEnumerable<ApacheDirective> InLocations(IReadOnlyList<ApacheDirective> directives) =>
        directives.Where(IsPlain).Reverse().SelectMany(location => Sections.Flat(location.Children ?? []).Where(one => IsAlias(one) && one.Words.Count == 1).TakeLast(1)
            .Select(alias => alias with { Arguments = $"{Claims.ApacheWords.Quote(location.FirstWord)} {Claims.ApacheWords.Quote(alias.FirstWord)}" }));

    private static bool IsPlain(ApacheDirective location) => location.Is("Location") && location.FirstWord.StartsWith('/') && !PatternText.HasWildcards(location.FirstWord);

    private static bool IsAlias(ApacheDirective directive) => directive.IsAnyOf("Alias", "ScriptAlias");

    private static Mount? Read(ApacheDirective directive, string root, Findings findings)
    {
        if (directive.Words is not [var url, var target, ..])
        {
            findings.NeedsDecision(directive, "is not understood: it names no URL and target.");
            return null;
        }

        var isProxied = directive.Is("ProxyPass");
        return new Mount(Clean(url), isProxied && target == "!" ? root + Clean(url) : isProxied ? null : Clean(target), directive);
    }
}
