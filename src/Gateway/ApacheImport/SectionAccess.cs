namespace Gateway.ApacheImport;

/// <summary>What one section says of access, before it is merged with those around it.</summary>
internal sealed record SectionAccess
{
    public string? AuthType { get; init; }

    public Demand? Require { get; init; }

    /// <summary>What binds some methods only: <c>&lt;Limit&gt;</c>, or all but these: <c>&lt;LimitExcept&gt;</c>.</summary>
    public IReadOnlyList<MethodDemand> Limits { get; init; } = [];

    /// <summary><c>AuthMerging</c>: how the demands join those of the outer section.</summary>
    public AuthMerging Merging { get; init; }

    /// <summary><c>AuthMerging Off</c> and no demand at all: the outer one is gone all the same.</summary>
    public bool Drops { get; init; }

    public HostAccess? Host { get; init; }

    /// <summary><c>OIDCUnAuthAction</c>.</summary>
    public ApacheDirective? UnAuth { get; init; }

    /// <summary><c>OIDCPathScope</c>.</summary>
    public ApacheDirective? PathScope { get; init; }

    /// <summary><c>OIDCPathAuthRequestParams</c>.</summary>
    public ApacheDirective? PathParameters { get; init; }

    public required ApachePlace Place { get; init; }

    public bool HasDemand => Require is not null || Limits.Count > 0;

    /// <summary>What it demands for a method, or for all that are not named (the empty name); null where it demands nothing.</summary>
    public Demand? For(string method)
    {
        var parts = Limits.Where(limit => limit.IsExcept != limit.Methods.Contains(method)).Select(limit => limit.Demand);
        var all = (Require is { } require ? parts.Prepend(require) : parts).ToList();
        return all.Count == 0 ? null : Demand.Any(all);
    }
}

/// <summary>A demand that binds the methods named, or all others.</summary>
internal sealed record MethodDemand(bool IsExcept, IReadOnlyList<string> Methods, Demand Demand);

internal enum AuthMerging
{
    Off,
    And,
    Or,
}
