using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>The addresses of one site. Every URL that we build comes from them, so each is whole and unmistakable.</summary>
internal static class OriginSection
{
    public static IReadOnlyList<Origin> Read(List<string>? written, Setting at, HostOwners owners)
    {
        if (written is null or [])
        {
            at.Missing("Write the addresses of the site: [ \"https://members.example.com\" ].");
        }

        var origins = new List<Origin>();
        foreach (var (text, item) in at.Each(written))
        {
            if (text.Contains(',', StringComparison.Ordinal))
            {
                item.Refuse(text, "holds several. Write each on its own: [ \"https://a.example\", \"https://b.example\" ].");
                continue;
            }

            if (!Origin.TryParse(text, out var origin, out var fault) || origin is null)
            {
                item.RefuseBecause(text, fault);
                continue;
            }

            if (owners.Claim(origin, at.Site ?? "") is { } other)
            {
                item.Refuse(
                    text,
                    $"clashes with \"{other.Origin}\" of site \"{other.Site}\": one Host header would mean both. Leave one out.");
            }

            if (!origin.IsHttps && !SettingUrls.IsLoopback(origin.Host))
            {
                item.Warn(text, "is plain http: whoever is on the way can take over a session. Write https.");
            }

            origins.Add(origin);
        }

        return origins;
    }
}
