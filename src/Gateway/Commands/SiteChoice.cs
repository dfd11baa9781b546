using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>Which site a command is about: the one that is named, or the only one.</summary>
internal static class SiteChoice
{
    public static bool TryFind(GatewayConfiguration configuration, string? name, out Site? site, out string fault)
    {
        var sites = configuration.Sites.All;
        site = name is null ? (sites.Count == 1 ? sites[0] : null) : sites.FirstOrDefault(one => one.Name == name);
        fault = site is not null ? ""
            : name is not null ? $"--site \"{name}\" is not in {configuration.File}. Its sites: {Names(configuration)}."
            : $"{configuration.File} has several sites. Say which one is meant: --site {Names(configuration).Replace(", ", " or ", StringComparison.Ordinal)}.";
        return site is not null;
    }

    public static string Names(GatewayConfiguration configuration) => string.Join(", ", configuration.Sites.All.Select(site => site.Name));
}
