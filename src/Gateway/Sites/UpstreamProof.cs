namespace Gateway.Sites;

/// <summary>By what a web server can tell that a request is Gateway's.</summary>
[Flags]
internal enum UpstreamProof
{
    /// <summary>A signed envelope, for PHP that verifies it.</summary>
    Assertion = 1,

    /// <summary>A header that the server compares.</summary>
    Secret = 2,

    Both = Assertion | Secret,
}
