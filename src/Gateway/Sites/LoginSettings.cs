namespace Gateway.Sites;

/// <summary>How a login is asked for.</summary>
internal sealed record LoginSettings(TimeSpan StateTimeout, bool Pkce, string Scope, bool PromptAfterLogout)
{
    /// <summary>The OP's answer is a form that the browser posts from the OP's page, and no query.</summary>
    public bool ByForm { get; init; }

    /// <summary>The browser is sent to the OP by a form, and no redirect.</summary>
    public bool ByPost { get; init; }

    /// <summary>A path or an absolute URL, ready to be sent, for whom a login went astray; null: the error page.</summary>
    public string? DefaultPage { get; init; }

    /// <summary>From which pages the browser brings the login's cookie along.</summary>
    public SameSiteMode BindingSameSite => ByForm ? SameSiteMode.None : SameSiteMode.Lax;

    /// <summary>What is sent besides, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];
}
