using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>A folder of the site, and what serves it.</summary>
internal sealed record UpstreamFolder(string Prefix, SiteUpstream Upstream)
{
    public override string ToString() => Prefix == "/" ? $"{Upstream}" : $"{Prefix} {Upstream}";
}

/// <summary>Which upstream a path has: the one of the longest folder that covers it, as in <c>Paths</c>. One for <c>/</c> is always there.</summary>
internal sealed class UpstreamMap
{
    private readonly (PrefixKey Key, UpstreamFolder Folder)[] _longestFirst;

    public UpstreamMap(IEnumerable<UpstreamFolder> folders)
    {
        _longestFirst = [.. folders.OrderByDescending(one => one.Prefix.Length).Select(one => (new PrefixKey(one.Prefix), one))];
        All = [.. _longestFirst.Select(one => one.Folder)];
    }

    /// <summary>The longest folder first.</summary>
    public IReadOnlyList<UpstreamFolder> All { get; }

    public UpstreamFolder Find(CanonicalPath path)
    {
        foreach (var (key, folder) in _longestFirst)
            if (key.Covers(path.Decoded)) return folder;
        return All[^1];
    }

    public override string ToString() => string.Join(", ", All);
}
