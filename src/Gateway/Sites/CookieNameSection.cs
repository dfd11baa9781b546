namespace Gateway.Sites;

/// <summary>A list of cookies of the browser's, by name.</summary>
internal static class CookieNameSection
{
    public static IReadOnlyList<string> Read(List<string>? written, Setting at)
    {
        if (written is null) return [];   // one and the same, so that settings without any are equal

        var names = new List<string>();
        foreach (var (name, item) in at.Each(written))
        {
            if (!TokenName.Is(name))
            {
                item.Refuse(name, "is no name of a cookie. Write the name alone, such as tracking_id.");
            }
            else if (names.Contains(name))
            {
                item.Refuse(name, "stands twice. Leave one out.");
            }
            else
            {
                names.Add(name);
            }
        }

        return names;
    }
}
