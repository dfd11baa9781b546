namespace Gateway.Sites;

/// <summary>How a login is asked for.</summary>
internal sealed record LoginSettings(TimeSpan StateTimeout, bool Pkce, string Scope, bool PromptAfterLogout);
