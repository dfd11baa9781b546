using Gateway.Rules;

namespace Gateway.ApacheImport;

/// <summary>
/// Which URL paths a section covers: a folder with all below it, names of files in it, or what an expression is found in.
/// </summary>
/// <param name="Folder">Without a slash at the end; empty for the whole site.</param>
internal sealed record UrlShape(string Folder)
{
    public static readonly UrlShape All = new("");

    /// <summary>What the last name of the path is found by.</summary>
    public NameExpression? Name { get; init; }

    /// <summary>What a name before the last one is found by: a script with path info behind it.</summary>
    public NameExpression? Within { get; init; }

    /// <summary>An expression that is found in the path.</summary>
    public string? Search { get; init; }

    public bool IsFolder => Name is null && Within is null && Search is null;

    /// <summary>As the key of a path rule; what no prefix can name, as an expression.</summary>
    public string Key
    {
        get
        {
            var isFile = Folder.LastIndexOf('.') > Folder.LastIndexOf('/');
            var prefix = isFile ? Folder : Folder + "/";
            return IsFolder && PathKey.TryParse(prefix, out var key, out _) && key is PrefixKey ? prefix : "~" + Expression;
        }
    }

    /// <summary>As an expression, which is applied in the order of the file and not by length.</summary>
    public string Expression
    {
        get
        {
            if (Search is not null) return Search;

            var folder = Folder.Length == 0 ? "" : "^" + PatternText.Escape(Folder);
            if (IsFolder) return folder.Length == 0 ? "^/" : $"{folder}(/|$)";

            var start = folder.Length == 0 ? "/" : $"{folder}/(.*/)?";
            return Within is null ? $"{start}{Name}$" : Name is null ? $"{start}{Within}/" : $"{start}{Within}/(.*/)?{Name}$";   // one of both
        }
    }

    /// <summary>Whether every path of the other one is one of this; false where that cannot be told.</summary>
    public bool Covers(UrlShape other)
    {
        if (this == other) return true;
        if (Search is not null) return false;
        if (other.Search is { } search)
            return IsFolder && (IsBelow(other.Folder, Folder) || (PatternText.IsBound(search) && PatternText.Literal(search).StartsWith(Folder + "/", StringComparison.Ordinal)));

        return IsBelow(other.Folder, Folder) && Covers(Name, other.Name) && Covers(Within, other.Within);
    }

    /// <summary>Whether there can be a path in both; true where that cannot be told.</summary>
    public bool MayMeet(UrlShape other)
    {
        if (!IsBelow(Folder, other.Folder) && !IsBelow(other.Folder, Folder)) return false;
        if (Search is { } search) return MayMeet(search, other);
        if (other.Search is { } otherSearch) return MayMeet(otherSearch, this);

        return Name is null || other.Name is null || (Name.IsNothing == other.Name.IsNothing && !Name.IsApartFrom(other.Name));
    }

    /// <summary>The paths in both, where one shape can say that.</summary>
    public bool TryIntersect(UrlShape other, out UrlShape both)
    {
        both = other;
        if (Covers(other)) return true;
        if (other.Covers(this))
        {
            both = this;
            return true;
        }

        if (Search is null && other.Search is null)
        {
            var (nameCovers, withinCovers) = (Covers(Name, other.Name), Covers(Within, other.Within));
            both = new UrlShape(Folder.Length > other.Folder.Length ? Folder : other.Folder) { Name = nameCovers ? other.Name : Name, Within = withinCovers ? other.Within : Within };
            return (nameCovers || Covers(other.Name, Name)) && (withinCovers || Covers(other.Within, Within));
        }

        var (folder, rest) = IsFolder ? (this, other) : (other, this);
        if (!folder.IsFolder || rest.Search is not { } search) return false;
        if (PatternText.Alternatives(search).Count > 1 || PatternText.MayStraddle(search, folder.Folder)) return false;
        if (PatternText.IsFound(search, folder.Folder))
        {
            both = folder;   // found in what every path there begins with
            return !search.Contains('$', StringComparison.Ordinal);
        }

        var start = "^" + PatternText.Escape(folder.Folder);
        both = new UrlShape(folder.Folder) { Search = PatternText.Literal(search).StartsWith('/') ? $"{start}({search}|/.*{search})" : $"{start}/.*{search}" };
        return true;
    }

    private static bool Covers(NameExpression? name, NameExpression? other) => name is null || (other is not null && name.Covers(other));

    private static bool MayMeet(string search, UrlShape other)
    {
        if (!PatternText.IsBound(search)) return true;

        var literal = PatternText.Literal(search);
        var folder = other.Search is { } two && PatternText.IsBound(two) ? PatternText.Literal(two) : other.Folder;
        return literal.StartsWith(folder, StringComparison.Ordinal) || folder.StartsWith(literal, StringComparison.Ordinal);
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || folder.Length == 0 || path[folder.Length] == '/');
}
