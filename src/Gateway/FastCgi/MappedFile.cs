namespace Gateway.FastCgi;

/// <summary>What a path means in the folder of a site.</summary>
internal enum MappedKind
{
    /// <summary>A script that runs.</summary>
    Script,

    /// <summary>A file that is sent as it is.</summary>
    File,

    /// <summary>A folder that was asked for without its slash.</summary>
    Folder,

    /// <summary>A script where none may run.</summary>
    NoScript,

    /// <summary>Nothing, or nothing that may be seen.</summary>
    Nothing,
}

/// <summary>What a path means: which file, and by which names its rules are looked up.</summary>
internal sealed record MappedFile(MappedKind Kind)
{
    public static readonly MappedFile Nothing = new(MappedKind.Nothing);

    /// <summary>The path of the file itself, without what stands behind a script.</summary>
    public string Name { get; init; } = "";

    public string PathInfo { get; init; } = "";

    /// <summary>The file as we find it, links resolved.</summary>
    public string LocalFile { get; init; } = "";

    /// <summary>The path by which the file would be asked for without the links that led to it; null when none did.</summary>
    public string? NameBehindLinks { get; init; }
}
