namespace Gateway.Sites;

/// <summary>How long the upstream may take.</summary>
internal static class TimeoutSection
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static TimeoutSettings Read(TimeoutOptions? written, Setting at)
    {
        var options = at.Known(written, ConfigurationJson.Default.TimeoutOptions);
        return new TimeoutSettings(
            at["FirstByte"].Duration(options.FirstByte, TimeSpan.FromSeconds(60), Shortest, TimeSpan.FromDays(1)),
            at["Idle"].Duration(options.Idle, TimeSpan.FromMinutes(10), Shortest, TimeSpan.FromDays(7)));
    }
}
