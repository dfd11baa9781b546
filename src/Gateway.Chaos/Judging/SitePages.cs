namespace Gateway.Chaos.Judging;

/// <summary>Who may see a page.</summary>
internal enum Rule
{
    Everybody,
    Members,
    FullMembers,

    /// <summary>Full members while the folder is open, and nobody while it is closed.</summary>
    Closable,
}

/// <summary>A page of the site, by what its owner means: not by how Gateway was told.</summary>
internal sealed record Page(string Path, Rule Rule)
{
    public bool IsScript => Path.EndsWith(".php", StringComparison.Ordinal);
}

/// <summary>Somebody whom the OP knows.</summary>
internal sealed record Member(string Name, bool IsFull);

/// <summary>Every page there is.</summary>
internal static class SitePages
{
    public static readonly Page Front = new("/front.php", Rule.Everybody);
    public static readonly Page Style = new("/style.css", Rule.Everybody);
    public static readonly Page Unauthorized = new("/members/unauth.php", Rule.Everybody);
    public static readonly Page Home = new("/members/home.php", Rule.Members);
    public static readonly Page News = new("/members/news.php", Rule.Members);
    public static readonly Page Picture = new("/members/picture.svg", Rule.Members);
    public static readonly Page Film = new("/members/full/film.php", Rule.FullMembers);
    public static readonly Page Poster = new("/members/full/poster.svg", Rule.FullMembers);
    public static readonly Page Closable = new("/members/closed/page.php", Rule.Closable);

    public static IReadOnlyList<Page> All { get; } = [Front, Style, Unauthorized, Home, News, Picture, Film, Poster, Closable];
}
