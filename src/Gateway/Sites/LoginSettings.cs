namespace Gateway.Sites;

/// <summary>How a login is asked for.</summary>
internal sealed record LoginSettings(TimeSpan StateTimeout, bool Pkce, string Scope, bool PromptAfterLogout)
{
    /// <summary>What is sent besides, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];
}
