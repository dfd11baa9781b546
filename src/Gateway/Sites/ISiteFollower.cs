namespace Gateway.Sites;

/// <summary>Whoever has something of his own for each site of a generation, such as a scheme or a cluster.</summary>
internal interface ISiteFollower
{
    /// <summary>Before the first request of these sites. Null, or what is wrong: then none of them is served.</summary>
    Task<string?> AddAsync(IReadOnlyList<Site> sites, CancellationToken cancellationToken);

    /// <summary>After their last request.</summary>
    void Remove(IReadOnlyList<Site> sites);
}
