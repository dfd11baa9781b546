namespace Gateway.Sites;

/// <summary>Caching as it is written.</summary>
internal sealed class CacheControlOptions : SectionOptions
{
    /// <summary>
    /// Whether <c>public</c> and <c>s-maxage</c> of the upstream stay as they are behind a rule. Default: no, they become
    /// <c>private</c>. The module left them alone.
    /// </summary>
    public bool? Keep { get; set; }
}
