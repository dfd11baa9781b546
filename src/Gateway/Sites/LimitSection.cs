namespace Gateway.Sites;

/// <summary>How much a browser may send.</summary>
internal static class LimitSection
{
    public static LimitSettings Read(LimitOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.LimitOptions);
        return new LimitSettings(at["RequestBody"].Size(options.RequestBody, 0, 1L << 40));
    }
}
