namespace Gateway.Tests.Harness;

/// <summary>How long a test waits for something real (a process, a browser, a wire) before it calls it missing: ends as soon as it comes, so a busy machine may take its time.</summary>
internal static class Patience
{
    /// <summary>Longer than any pause that a part makes by design; Sentinel, when the machine has stalled, does nothing for 30 s.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ForWhatIsTakenOut = TimeSpan.FromSeconds(15);

    /// <summary>Short where a safety feature is taken out: what its journey waits for is to stay away.</summary>
    public static TimeSpan Limit => GatewayHost.Sabotage.Value is null ? Most : ForWhatIsTakenOut;
}
