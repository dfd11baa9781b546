using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>The trace of the request under way (W3C Trace Context), for calls that are made in its course.</summary>
internal static class Trace
{
    public const string Header = "traceparent";

    private const int Length = 55;   // of version 00

    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>Null: calls carry none.</summary>
    public static string? Parent
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    public static string New() => $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01";

    /// <summary>What a browser or a server in front has sent, where it is one.</summary>
    public static string? Read(string? header) => header?.Length == Length && ActivityContext.TryParse(header, null, out _) ? header : null;
}
