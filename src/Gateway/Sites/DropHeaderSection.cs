using System.Collections.Frozen;
using Gateway.Claims;

namespace Gateway.Sites;

/// <summary>The owner's own list of headers that no browser may send to the upstream, by their folded names.</summary>
internal static class DropHeaderSection
{
    private static readonly FrozenSet<string> Needed =
        new[] { "HOST", "CONTENT_LENGTH", "CONTENT_TYPE", "TRANSFER_ENCODING", "CONNECTION", "COOKIE" }.ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlySet<string> Read(List<string>? written, Setting at)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (text, item) in at.Each(written))
        {
            var name = HeaderName.Fold(text);
            if (!TokenName.Is(text)) item.Refuse(text, "is no header name. Write the name alone, such as X-Member.");
            else if (Needed.Contains(name)) item.Refuse(text, "cannot be dropped: requests do not work without it. Leave it out of this list.");
            else if (!names.Add(name)) item.Refuse(text, "stands twice: letter case, -, _ and . make no difference. Leave one out.");
        }

        return names.ToFrozenSet(StringComparer.Ordinal);
    }
}
