namespace Gateway.ApacheImport;

/// <summary>How the words of a directive become the value of a setting.</summary>
internal enum Take
{
    /// <summary>By a rule of its own: <see cref="SpecialDirectives"/>.</summary>
    Specially,

    /// <summary>One word, as it stands.</summary>
    Word,

    /// <summary>All words, quoted again where that is needed.</summary>
    Words,

    /// <summary>All words, a list.</summary>
    List,

    /// <summary>A number of seconds.</summary>
    Seconds,

    /// <summary>On or off.</summary>
    Flag,

    /// <summary>Into a file of its own.</summary>
    Secret,

    /// <summary>With the sections, into <c>Paths</c>.</summary>
    InPaths,

    /// <summary>Nothing is to be written: the setting does it always, or has no need of it, as the remark says.</summary>
    Always,
}

/// <summary>
/// One directive of the module, 2.4.11.2 and newest, and what becomes of it: the setting that it turns into; or the reason why there is none,
/// which is always something that design 13 leaves out.
/// </summary>
internal sealed record DirectiveRow(string Name)
{
    public string? Setting { get; init; }

    public Take Take { get; init; }

    /// <summary>What the module does where the directive is absent, in its own words; written whenever it is not what the setting does by itself.</summary>
    public string? Default { get; init; }

    /// <summary>Why it is left out.</summary>
    public string? Reason { get; init; }

    /// <summary>What an owner should know beside.</summary>
    public string Remark { get; init; } = "";
}
