namespace Gateway.ApacheImport;

/// <summary>Reads what a section says of access.</summary>
internal sealed class SectionReader(Findings findings)
{
    private static readonly string[] OfAccess =
        ["Require", "RequireAny", "RequireAll", "RequireNone", "AuthType", "AuthMerging", "Limit", "LimitExcept", "OIDCUnAuthAction", "OIDCPathScope", "OIDCPathAuthRequestParams", .. HostAccess.Names];

    // Of these Apache allows a line outside of sections, for all of them.
    private static readonly string[] OfAll = ["OIDCUnAuthAction", "OIDCPathScope", "OIDCPathAuthRequestParams"];

    private readonly RequireReader _require = new(findings);

    /// <summary>For sections that are read from now on: <see cref="RequireReader.ClaimsAreMade"/>.</summary>
    public bool ClaimsAreMade
    {
        set => _require.ClaimsAreMade = value;
    }

    /// <summary>Whether the directive, or anything in it, has a say in who may come in.</summary>
    public static bool IsOfAccess(ApacheDirective directive) =>
        directive.IsAnyOf(OfAccess) || (directive.Children ?? []).Any(IsOfAccess);

    /// <summary>What a login asks for would be computed anew for each request.</summary>
    public static bool HangsOnRequest(ApacheDirective directive) =>
        directive.IsAnyOf("OIDCPathScope", "OIDCPathAuthRequestParams") && directive.Arguments.Contains("%{", StringComparison.Ordinal);

    /// <summary>What is said outside of sections, and holds wherever none of them says otherwise; null where nothing is.</summary>
    public SectionAccess? ReadOutside(IReadOnlyList<ApacheDirective> directives)
    {
        var lines = directives.Where(one => one.IsAnyOf(OfAll)).ToList();
        if (lines.Count == 0) return null;

        return new SectionAccess
        {
            UnAuth = lines.LastOrDefault(line => line.Is("OIDCUnAuthAction")),
            PathScope = Plain(lines, "OIDCPathScope"),
            PathParameters = Plain(lines, "OIDCPathAuthRequestParams"),
            Place = lines[^1].Place,
        };
    }

    /// <summary>Null where nothing is said.</summary>
    public SectionAccess? Read(ApacheDirective section)
    {
        var lines = Sections.Flat(section.Children ?? []).Where(child => child.IsAnyOf(OfAccess)).ToList();
        if (lines.Count == 0) return null;

        findings.TakenOver(section, "into Paths.");
        var limits = lines.Where(line => line.IsAnyOf("Limit", "LimitExcept")).Select(ReadLimit).OfType<MethodDemand>().ToList();
        var require = _require.Read(lines);
        return new SectionAccess
        {
            AuthType = lines.LastOrDefault(line => line.Is("AuthType"))?.FirstWord,
            Require = require,
            Limits = limits,
            Drops = require is null && limits.Count == 0 && lines.LastOrDefault(line => line.Is("AuthMerging")) is { } merging && merging.FirstWord.Equals("off", StringComparison.OrdinalIgnoreCase),
            Merging = Merging(lines),
            Host = HostAccess.Read(lines),
            UnAuth = lines.LastOrDefault(line => line.Is("OIDCUnAuthAction")),
            PathScope = Plain(lines, "OIDCPathScope"),
            PathParameters = Plain(lines, "OIDCPathAuthRequestParams"),
            Place = section.Place,
        };
    }

    private ApacheDirective? Plain(List<ApacheDirective> lines, string name)
    {
        var directive = lines.LastOrDefault(line => line.Is(name));
        if (directive is null || !HangsOnRequest(directive)) return directive;

        findings.NeedsDecision(directive, "is left out: what a login asks for does not hang on the request here. Write into Paths what is meant.");
        return null;
    }

    private MethodDemand? ReadLimit(ApacheDirective limit)
    {
        var inner = Sections.Flat(limit.Children ?? []).ToList();
        var demand = _require.Read(inner);
        if (HostAccess.Read(inner) is { Granted: not true })
        {
            findings.NeedsDecision(limit, "denied: addresses that bind some methods only are not judged here. Write in Paths who may come in.");
            demand = Demand.Denied;
        }

        if (demand is null) return null;

        var isExcept = limit.Is("LimitExcept");
        var methods = limit.Words.Select(word => word.ToUpperInvariant()).ToList();
        if (methods.Contains("GET")) methods.Add("HEAD");
        findings.ChangedMeaning(limit, "other methods keep the rule around it; Apache opens them to everybody.");
        return new MethodDemand(isExcept, [.. methods.Distinct()], demand);
    }

    private static AuthMerging Merging(List<ApacheDirective> lines) => lines.LastOrDefault(line => line.Is("AuthMerging"))?.FirstWord.ToUpperInvariant() switch
    {
        "AND" => AuthMerging.And,
        "OR" => AuthMerging.Or,
        _ => AuthMerging.Off,
    };
}
