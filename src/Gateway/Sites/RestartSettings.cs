namespace Gateway.Sites;

/// <summary>The settings that a running process keeps as they were at its start: a reload says so, and applies the others.</summary>
internal static class RestartSettings
{
    public static IEnumerable<string> Changed(GatewayConfiguration before, GatewayConfiguration next)
    {
        if (!before.Listen.SequenceEqual(next.Listen)) yield return "Listen";
        if (before.Kestrel != next.Kestrel) yield return "Kestrel";
        if (!Equals(before.Redis, next.Redis)) yield return "Redis";
        if (before.Operations != next.Operations) yield return "Operations";
        if (before.LogFormat != next.LogFormat) yield return "LogFormat";
    }
}
