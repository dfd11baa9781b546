using Gateway.Rules;

namespace Gateway.Sites;

/// <summary>Whose pages may open a WebSocket: those of the site's own origins, and of the ones that the owner lists.</summary>
internal static class WebSocketOriginSection
{
    public static IReadOnlySet<Origin> Read(List<string>? written, Setting at, IReadOnlyList<Origin> own)
    {
        var allowed = own.ToHashSet();
        foreach (var (text, item) in at.Each(written))
        {
            if (Origin.TryParse(text, out var origin, out var fault) && origin is not null)
            {
                allowed.Add(origin);
            }
            else
            {
                item.RefuseBecause(text, fault);
            }
        }

        return allowed;
    }
}
