using Gateway.Sites;
using Gateway.Telemetry;

namespace Gateway.Commands;

/// <summary>What <c>gateway check</c> found out: faults, or the sites with what is doubtful in them.</summary>
internal sealed record CheckReport(
    string File,
    bool Good,
    IReadOnlyList<CheckLine> Faults,
    IReadOnlyList<CheckLine> Warnings,
    IReadOnlyList<CheckLine> Notes,
    string? Sessions,
    IReadOnlyList<CheckedSite> Sites)
{
    /// <summary>What was seen of the outside parts; null where nobody asked.</summary>
    public IReadOnlyList<OnlineReport>? Online { get; init; }

    public static CheckReport Of(string file, ConfigurationResult result) => new(
        file,
        result.Configuration is not null,
        [.. result.Faults.Select(CheckLine.Of)],
        [.. (result.Configuration?.Warnings ?? []).Select(CheckLine.Of)],
        [.. (result.Configuration?.Notes ?? []).Select(CheckLine.Of)],
        result.Configuration is null ? null : result.Configuration.Redis is { } redis ? $"in Redis at {redis}" : "in memory",
        [.. (result.Configuration?.Sites.All ?? []).Select(CheckedSite.Of)]);
}

/// <summary>One thing that is wrong or doubtful, and where it stands.</summary>
internal sealed record CheckLine(string File, int? Line, string? Site, string? Setting, string? Value, string Text)
{
    public static CheckLine Of(ConfigurationFault fault) =>
        new(fault.File, fault.Line > 0 ? fault.Line : null, fault.Site, fault.Setting.Length > 0 ? fault.Setting : null, fault.Value, fault.Remedy);
}

/// <summary>One site: where it is, who signs members in, and which rule guards which path. Secrets by their hash only.</summary>
internal sealed record CheckedSite(
    string Name,
    IReadOnlyList<string> Origins,
    string RedirectUri,
    string Upstream,
    string MetadataUrl,
    string ClientId,
    string ClientSecret,
    string? UpstreamSecret,
    IReadOnlyList<string> Passphrases,
    IReadOnlyList<CheckedPath> Paths)
{
    public static CheckedSite Of(Site site) => new(
        site.Name,
        [.. site.Origins.Select(origin => origin.ToString())],
        site.RedirectUri.On(site.Origins[0]),
        string.Join(", ", site.Upstreams.All.Select(UpstreamOf)),
        site.Provider.Address.ToString(),
        site.Provider.ClientId,
        Redacted.Secret(site.Provider.ClientSecret),
        site.UpstreamSecret?.Shown,
        site.Keys.Shown,
        [.. site.Rules.Rules.Select(CheckedPath.Of)]);

    /// <summary>As an owner writes it.</summary>
    public static string UpstreamOf(UpstreamFolder folder) => $"{folder}".TrimEnd('/');
}
