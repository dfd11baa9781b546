namespace Gateway.Sites;

/// <summary>Whose trace calls to the OP and requests to the upstream belong to.</summary>
internal enum TraceParent
{
    /// <summary>Nobody's; the upstream gets what the browser sent.</summary>
    Off,

    /// <summary>One of their own, a request.</summary>
    Generate,

    /// <summary>That which the request brought.</summary>
    Propagate,
}
