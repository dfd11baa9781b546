namespace Gateway.FastCgi;

/// <summary>The folder of a site, and what in it runs.</summary>
internal sealed record ScriptTree
{
    /// <summary>The folder as the application sees it, without a slash at its end.</summary>
    public required string Root { get; init; }

    /// <summary>The same folder as we see it.</summary>
    public required string LocalRoot { get; init; }

    /// <summary>Which file stands for a folder: the first of these that is there.</summary>
    public required IReadOnlyList<string> Index { get; init; }

    /// <summary>The script that gets every path without a file; null when such a path is 404.</summary>
    public string? FrontController { get; init; }

    /// <summary>Folders, each with a slash at its end, in which nothing runs.</summary>
    public IReadOnlyList<string> NoScripts { get; init; } = [];

    /// <summary>Endings of files that run, each with its dot.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [".php"];

    /// <summary>Folders outside of <see cref="LocalRoot"/> to which links in it may lead.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}
