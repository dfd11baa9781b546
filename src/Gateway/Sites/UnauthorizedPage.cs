namespace Gateway.Sites;

/// <summary>The page for whom a rule refuses.</summary>
internal sealed record UnauthorizedPage(UnauthorizedKind Kind, string Value);

/// <summary>What the value of an <see cref="UnauthorizedPage"/> is.</summary>
internal enum UnauthorizedKind
{
    /// <summary>A path, asked of the site's own upstream.</summary>
    UpstreamPath,

    /// <summary>An absolute URL to go to.</summary>
    Redirect,

    /// <summary>The page itself.</summary>
    Text,
}
